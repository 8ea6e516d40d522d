package io.sluice.module;

import io.sluice.ftp.Command;
import io.sluice.module.Decision.Step;
import java.util.List;

/// What one part of the gateway says of a client, and why.
///
/// @param subject what it speaks of: `class`, `connect`, `login`, `command STOR` …
/// @param outcome in a word or two: `allowed`, `refused`, the name of a class …
/// @param by the directives that say so, in the order in which they were evaluated
public record Explanation(String subject, boolean refuses, String outcome, List<Step> by) {

    /// The moments of a session at which there is something to explain.
    public sealed interface Moment {

        /// The client has connected, its virtual host is known.
        ///
        /// @param asksLists whether lists in the DNS are asked about it
        record Connect(boolean asksLists) implements Moment {}

        /// A user has sent a password, which nobody has checked yet.
        record Password() implements Moment {}

        /// A user would log in with the right password.
        record Login(String user) implements Moment {}

        /// A command has come.
        record Use(Command command) implements Moment {}
    }

    public Explanation {
        by = List.copyOf(by);
    }

    /// One line: `connect: refused by /etc/proftpd.conf:12 Deny from 192.0.2.7`.
    @Override
    public String toString() {
        var line = new StringBuilder(subject).append(": ").append(outcome);
        for (int i = 0; i < by.size(); i++) {
            var step = by.get(i);
            line.append(i == 0 ? " by " : ", ");
            step.position().ifPresent(position -> line.append(position.brief()).append(' '));
            line.append(step.found());
        }
        return line.toString();
    }
}
