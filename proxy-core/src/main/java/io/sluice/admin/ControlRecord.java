package io.sluice.admin;

import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// What `ControlsLog` tells of one connection: who has come, what was asked for, what was answered, and the end. The
/// value of a directive, which may be a password, is not told.
final class ControlRecord {
    private static final String CLIENT = " client";

    private final String peer;
    private final Consumer<String> log;

    ControlRecord(Optional<Peer> peer, Consumer<String> log) {
        this.peer = peer.map(Peer::toString).orElse("somebody the system does not tell of");
        this.log = log;
    }

    void accepted() {
        log.accept("accepted connection from " + peer + CLIENT);
    }

    void received(ControlRequest request) {
        log.accept("recvd from " + peer + CLIENT + ": "
                + (request.text().isEmpty() ? "(invalid action)" : "'" + request.text() + "'"));
    }

    void sent(ControlRequest request, ControlReply reply) {
        var to = "sent to " + peer + CLIENT + ": ";
        log.accept(to + "return value: " + reply.status().code());
        if (isTold(request, reply)) {
            reply.lines().forEach(line -> log.accept(to + "'" + line + "'"));
        }
    }

    private static boolean isTold(ControlRequest request, ControlReply reply) {
        return reply.status() == Status.OK || !request.mayHoldSecrets();
    }

    void broken(IOException reason) {
        log.accept("error: unable to receive client request: " + ErrorText.of(reason));
    }

    void closed() {
        log.accept("closed connection to " + peer + CLIENT);
    }

    /// All of it in one line.
    String summary(ControlRequest request, ControlReply reply) {
        return "control by " + peer + ": '" + request.text() + "': "
                + (reply.status() == Status.OK ? "done" : reply.status())
                + reply.lines().stream()
                        .findFirst()
                        .filter(_ -> !request.mayHoldSecrets())
                        .map(first -> ": " + first)
                        .orElse("");
    }
}
