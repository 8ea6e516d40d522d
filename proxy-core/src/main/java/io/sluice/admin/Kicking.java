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
/// no more than that many of each.
final class Kicking {
    private final Admin admin;

    Kicking(Admin admin) {
        this.admin = admin;
    }

    ControlReply kick(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("kick: missing required parameters");
        }
        var rest = words.subList(1, words.size());
        return switch (words.getFirst()) {
            case "user" -> kick(rest, "kick user: missing required user name(s)", this::user);
            case "host" -> kick(rest, "kick host: missing required host(s)", this::host);
            case "class" -> kick(rest, "kick class: missing required class name(s)", this::clientClass);
            case String other -> ControlReply.wrongParameters("unknown kick type requested: '" + other + "'");
        };
    }

    /// Those who are meant by a word, and what is said of them.
    private record Kicked(String subject, Predicate<SessionView> sessions) {}

    @FunctionalInterface
    private interface Meaning {
        Optional<Kicked> of(String name);
    }

    private ControlReply kick(List<String> words, String missing, Meaning meaning) {
        var names = new ArrayList<>(words);
        Optional<Integer> most = Optional.empty();
        if (!names.isEmpty() && names.getFirst().startsWith("-")) {
            var option = names.removeFirst();
            if (!option.startsWith("-n")) {
                return ControlReply.wrongParameters("unsupported option: '" + option.substring(1) + "'");
            }
            if (option.length() == 2 && names.isEmpty()) {
                return ControlReply.wrongParameters(missing);
            }
            var number = option.length() == 2 ? names.removeFirst() : option.substring(2);
            most = number(number);
            if (most.isEmpty()) {
                return ControlReply.wrongParameters("bad number: " + number);
            }
        }
        if (names.isEmpty()) {
            return ControlReply.wrongParameters(missing);
        }
        var lines = new ArrayList<String>();
        var status = Status.OK;
        for (String name : names) {
            var meant = meaning.of(name);
            if (meant.isEmpty()) {
                lines.add("kick host: error resolving '" + name + "': No such file or directory");
                status = Status.SUBJECT_NOT_FOUND;
                continue;
            }
            int kicked = admin.kick(meant.get().sessions(), most.orElse(Integer.MAX_VALUE));
            if (kicked == 0) {
                lines.add(meant.get().subject() + " not connected");
                status = Status.SUBJECT_NOT_FOUND;
            } else {
                lines.add("kicked " + meant.get().subject()
                        + most.map(_ -> " (" + kicked + " clients)").orElse(""));
            }
        }
        return new ControlReply(status, lines);
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
