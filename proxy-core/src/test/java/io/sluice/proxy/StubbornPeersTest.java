package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.TestGateway;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Peers that do not read, do not answer, or do too much at once.
@Execution(ExecutionMode.CONCURRENT)
class StubbornPeersTest {

    @Test
    void aClientThatDoesNotReadIsCutOffByTimeoutIdle() {
        try (var stage = Stage.loggedIn("TimeoutIdle 2")) {
            stage.client().wire().takesLittle();
            var large = "211-" + "x".repeat(60_000) + "\r\n";
            stage.client().sends("STAT");
            stage.backend().expects("STAT");
            stage.backend().wire().sends(large.repeat(130) + "211 End\r\n");

            stage.backend().wire().seesAnyEnd();
        }
    }

    @Test
    void aCommandHeldBackIsTakenWhenTheTransferItCameInIsOver() {
        try (var stage = Stage.loggedIn("MaxCommandRate 6 5")) {
            var running = stage.begins("RETR a");
            stage.client().sends("NOOP", "NOOP", "NOOP");
            stage.client().reads("200 NOOP command successful");
            stage.client().reads("200 NOOP command successful");

            running.backend().sends("all of it").close();
            assertThat(running.client().text()).isEqualTo("all of it");
            stage.backend().replies("226 Done");

            stage.client().reads("226 Done");
            stage.backend().expects("NOOP").replies("200 Still there");
            stage.client().reads("200 Still there");
        }
    }

    @Test
    void aLingerOfNothingDoesNotWait() {
        try (var stage = Stage.loggedIn("ProxyTimeoutLinger 0")) {
            var running = stage.begins("RETR a");
            running.backend().close();
            running.client().seesEnd();

            stage.client().reads("500 RETR: Connection timed out");
        }
    }

    @Test
    void garbageInPlaceOfTheFinalReplyIsAnErrorOfTheTransfer() {
        try (var stage = Stage.loggedIn()) {
            var running = stage.begins("RETR a");
            running.backend().close();
            running.client().seesEnd();
            stage.backend().wire().sends("what?\r\n");

            stage.client().reads("500 RETR: Invalid argument");
            stage.client().seesEnd();
        }
    }

    @Test
    void anEarlierHostsBackendDoesNotEndTheSession() {
        try (var first = ScriptedBackend.at("127.0.0.1");
                var second = ScriptedBackend.at("127.0.0.1");
                var gateway = TestGateway.with(
                        "127.0.0.1",
                        List.of(
                                "ProxyEngine on",
                                "ProxyRole reverse",
                                "ProxyReverseServers " + first.url(),
                                "ServerAlias one.example.com",
                                "<VirtualHost 127.0.0.1>",
                                "Port PORT_HERE",
                                "ServerAlias two.example.com",
                                "ProxyEngine on",
                                "ProxyRole reverse",
                                "ProxyReverseServers " + second.url(),
                                "</VirtualHost>"))) {
            for (int i = 0; i < 50; i++) {
                try (var client = gateway.client()) {
                    first.accepts().welcomes();
                    client.reads(220);
                    client.sends("HOST two.example.com");
                    var backend = second.accepts().welcomes();
                    client.reads(220);
                    client.asks(backend, "USER joe", "331 Password, please");
                }
            }
        }
    }
}
