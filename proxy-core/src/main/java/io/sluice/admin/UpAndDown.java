package io.sluice.admin;

import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.net.Addresses;
import io.sluice.server.Server.Place;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// `status`, `down` and `up`, each of `address[#port]` or `all`: whether the servers at a place take new connections.
final class UpAndDown {
    static final int USUAL_PORT = 21;
    private static final String NO_SERVER = "no server associated with ";

    private final Admin admin;

    UpAndDown(Admin admin) {
        this.admin = admin;
    }

    ControlReply status(List<String> words) {
        if (isAll(words)) {
            return new ControlReply(
                    Status.OK, admin.places().stream().map(UpAndDown::status).toList());
        }
        return each("status", words, asked -> {
            if (asked.addresses().isEmpty()) {
                return List.of("status: no such server: " + asked.text());
            }
            var lines = known(asked).map(UpAndDown::status).toList();
            return lines.isEmpty() ? List.of("status: " + NO_SERVER + asked.text()) : lines;
        });
    }

    private static String status(Place place) {
        return "status: " + text(place.address()) + (place.up() ? " UP" : " DOWN");
    }

    ControlReply down(List<String> words) {
        if (isAll(words)) {
            admin.places().forEach(place -> admin.down(place.address()));
            return ControlReply.ok("down: all servers disabled");
        }
        return each("down", words, asked -> {
            var lines = known(asked)
                    .map(place -> "down: " + text(place.address())
                            + (admin.down(place.address()) ? " disabled" : " already disabled"))
                    .toList();
            return lines.isEmpty() ? List.of("down: no such server: " + asked.text()) : lines;
        });
    }

    /// What stands behind a word that means nothing is not done any more.
    ControlReply up(List<String> words) {
        if (isAll(words)) {
            admin.places().forEach(place -> admin.up(place.address()));
            return ControlReply.ok("up: all servers enabled");
        }
        if (words.isEmpty()) {
            return missing("up");
        }
        var lines = new ArrayList<String>();
        for (String word : words) {
            var asked = asked(word);
            var known = known(asked).toList();
            if (known.isEmpty()) {
                lines.add(
                        asked.addresses().isEmpty()
                                ? "up: unable to resolve address for '" + asked.name() + "'"
                                : "up: " + NO_SERVER + asked.text());
                return new ControlReply(Status.INTERNAL_ERROR, lines);
            }
            known.forEach(place -> lines.add(
                    "up: " + text(place.address()) + (admin.up(place.address()) ? " enabled" : " already enabled")));
        }
        return new ControlReply(Status.OK, lines);
    }

    private static boolean isAll(List<String> words) {
        return words.size() == 1 && words.getFirst().equalsIgnoreCase("all");
    }

    private static ControlReply missing(String action) {
        return ControlReply.wrongParameters(action + ": missing required parameters");
    }

    private ControlReply each(String action, List<String> words, Function<Asked, List<String>> done) {
        return words.isEmpty()
                ? missing(action)
                : new ControlReply(
                        Status.OK,
                        words.stream()
                                .flatMap(word -> done.apply(asked(word)).stream())
                                .toList());
    }

    private Stream<Place> known(Asked asked) {
        return admin.places().stream()
                .filter(place -> asked.addresses().contains(place.address().getAddress())
                        && place.address().getPort() == asked.port());
    }

    /// What a word means.
    ///
    /// @param addresses those of the name; none if nobody knows it
    private record Asked(String name, int port, List<InetAddress> addresses) {
        String text() {
            return addresses.stream().map(Addresses::text).findFirst().orElse(name) + "#" + port;
        }
    }

    private Asked asked(String word) {
        int hash = word.lastIndexOf('#');
        var name = hash < 0 ? word : word.substring(0, hash);
        try {
            int port = hash < 0 ? USUAL_PORT : Integer.parseInt(word.substring(hash + 1));
            return new Asked(name, port, admin.addresses(name));
        } catch (NumberFormatException _) {
            return new Asked(name, USUAL_PORT, List.of());
        }
    }

    private static String text(InetSocketAddress place) {
        return Addresses.text(place.getAddress()) + "#" + place.getPort();
    }
}
