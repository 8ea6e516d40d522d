package io.sluice.admin;

import io.sluice.ftp.WireText;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.module.SessionView;
import io.sluice.net.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// `kick user|host|class [-n max] name …`: ends the sessions of users, of clients at addresses, of classes; with `-n`
/// no more than that many of all of them together.
final class Kicking {
    private final Admin admin;

    Kicking(Admin admin) {
        this.admin = admin;
    }

    ControlReply kick(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("missing required parameters");
        }
        var rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "user" -> kick(rest, "kick user: missing required user name(s)", "bad number: ", this::user);
            case "host" -> kick(rest, "kick host: missing required host(s)", "bad number: ", this::host);
            case "class" ->
                kick(rest, "kick class: missing required class name(s)", "bad client number: ", this::clientClass);
            case String other -> ControlReply.unsupported("unknown kick type requested: '" + other + "'");
        };
    }

    /// Those who are meant by a word, and what is said of them.
    private record Kicked(String subject, Predicate<SessionView> sessions) {}

    @FunctionalInterface
    private interface Meaning {
        Optional<Kicked> of(String name);
    }

    private ControlReply kick(List<String> words, String missing, String badNumber, Meaning meaning) {
        var names = new ArrayList<>(words);
        Optional<Integer> most = Optional.empty();
        if (!names.isEmpty() && names.getFirst().startsWith("-")) {
            var option = names.removeFirst();
            if (!option.startsWith("-n") || (option.length() == 2 && names.isEmpty())) {
                return ControlReply.wrongParameters("unsupported option: '" + option.substring(1) + "'");
            }
            var number = option.length() == 2 ? names.removeFirst() : option.substring(2);
            most = number(number);
            if (most.isEmpty()) {
                return ControlReply.wrongParameters(badNumber + number);
            }
        }
        if (names.isEmpty()) {
            return ControlReply.wrongParameters(missing);
        }
        return kick(names, most, meaning);
    }

    private ControlReply kick(List<String> names, Optional<Integer> most, Meaning meaning) {
        int left = most.orElse(Integer.MAX_VALUE);
        var lines = new ArrayList<String>();
        for (String name : names) {
            if (left == 0) {
                break;
            }
            var meant = meaning.of(name);
            if (meant.isEmpty()) {
                lines.add("kick host: error resolving '" + name + "': No such file or directory");
                continue;
            }
            int kicked = admin.kick(meant.get().sessions(), left);
            left -= kicked;
            lines.add(
                    kicked == 0
                            ? meant.get().subject() + " not connected"
                            : "kicked " + meant.get().subject()
                                    + most.map(_ -> " (" + kicked + " clients)").orElse(""));
        }
        return new ControlReply(Status.OK, lines);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> number > 0);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private Optional<Kicked> user(String name) {
        var asSent = WireText.of(name);
        return Optional.of(
                new Kicked("user '" + name + "'", session -> session.user().equals(Optional.of(asSent))));
    }

    private Optional<Kicked> host(String name) {
        var addresses = admin.addresses(name);
        return addresses.isEmpty()
                ? Optional.empty()
                : Optional.of(new Kicked(
                        "host '"
                                + addresses.stream()
                                        .map(Addresses::text)
                                        .findFirst()
                                        .orElse(name) + "'",
                        session -> isOneOf(addresses, session)));
    }

    private static boolean isOneOf(List<InetAddress> addresses, SessionView session) {
        return addresses.contains(Addresses.plain(session.client().getAddress()));
    }

    private Optional<Kicked> clientClass(String name) {
        return Optional.of(new Kicked(
                "class '" + name + "'", session -> session.clientClass().equals(Optional.of(name))));
    }
}
