package io.sluice.acl;

import java.util.Optional;
import java.util.Set;

/// Of whom a [Limit] decides: a client, its class if it has one, and who it has logged in as.
public record Subject(Client client, Optional<String> className, Person person) {

    /// The user of a client, as far as it is known.
    public sealed interface Person {

        /// Nobody has logged in: a rule that allows users or groups is taken to fit, since it may do so later, and one
        /// that denies them is not.
        record Stranger() implements Person {}

        /// A user, with the groups (primary and supplementary), or without where nobody knows them: then no rule on
        /// groups fits.
        record User(String name, Optional<Set<String>> groups) implements Person {
            public User {
                groups = groups.map(Set::copyOf);
            }
        }
    }
}
