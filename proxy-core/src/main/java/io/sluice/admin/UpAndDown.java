package io.sluice.admin;

import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.net.Addresses;
import io.sluice.server.Server.Place;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// `status`, `down` and `up`, each of `address[#port]` or `all`: whether the servers at a place take new connections.
final class UpAndDown {
    static final int USUAL_PORT = 21;

    private final Admin admin;

    UpAndDown(Admin admin) {
        this.admin = admin;
    }

    ControlReply status(List<String> words) {
        return isAll(words)
                ? new ControlReply(
                        Status.OK,
                        admin.places().stream().map(UpAndDown::status).toList())
                : each("status", "no server associated with ", words, place -> status(place));
    }

    private static String status(Place place) {
        return "status: " + text(place.address()) + (place.up() ? " UP" : " DOWN");
    }

    ControlReply down(List<String> words) {
        if (isAll(words)) {
            admin.places().forEach(place -> admin.down(place.address()));
            return ControlReply.ok("down: all servers disabled");
        }
        return each(
                "down",
                "no such server: ",
                words,
                place -> "down: " + text(place.address())
                        + (admin.down(place.address()) ? " disabled" : " already disabled"));
    }

    ControlReply up(List<String> words) {
        if (isAll(words)) {
            admin.places().forEach(place -> admin.up(place.address()));
            return ControlReply.ok("up: all servers enabled");
        }
        return each(
                "up",
                "no server associated with ",
                words,
                place ->
                        "up: " + text(place.address()) + (admin.up(place.address()) ? " enabled" : " already enabled"));
    }

    private static boolean isAll(List<String> words) {
        return words.size() == 1 && words.getFirst().equals("all");
    }

    private ControlReply each(String action, String missing, List<String> words, Function<Place, String> done) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters(action + ": missing required parameters");
        }
        var lines = new ArrayList<String>();
        var status = Status.OK;
        for (String word : words) {
            var asked = asked(word);
            if (asked.isEmpty()) {
                status = Status.SUBJECT_NOT_FOUND;
                lines.add(action + ": unable to resolve address for '" + word + "'");
                continue;
            }
            var place = asked.stream().flatMap(each -> known(each).stream()).findFirst();
            if (place.isEmpty()) {
                status = Status.SUBJECT_NOT_FOUND;
            }
            lines.add(place.map(done).orElseGet(() -> action + ": " + missing + text(asked.getFirst())));
        }
        return new ControlReply(status, lines);
    }

    private Optional<Place> known(InetSocketAddress address) {
        return admin.places().stream()
                .filter(place -> place.address().equals(address))
                .findFirst();
    }

    /// The places a word may mean; none if it means nothing.
    private List<InetSocketAddress> asked(String word) {
        int hash = word.lastIndexOf('#');
        try {
            int port = hash < 0 ? USUAL_PORT : Integer.parseInt(word.substring(hash + 1));
            return admin.addresses(hash < 0 ? word : word.substring(0, hash)).stream()
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    private static String text(InetSocketAddress place) {
        return Addresses.text(place.getAddress()) + "#" + place.getPort();
    }
}
