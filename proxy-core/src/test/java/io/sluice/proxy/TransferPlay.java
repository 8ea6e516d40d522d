package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Reply;
import io.sluice.peers.Await;
import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Client and backend on both sides of a gateway, who perform one [Scenario] after another, each a transfer, and judge
/// what came of it. The session goes on from one to the next as long as it may.
///
/// Steps follow each other without waiting for the gateway, so that it may see them in another order than they were
/// made in where they come over different connections: whatever holds, holds in every order.
final class TransferPlay implements AutoCloseable {
    static final String PRELIMINARY = "150 Opening\r\n";
    private static final String ABORTED = "426 Cut short by ABOR";
    private static final String ABORT_DONE = "226 ABOR done";
    private static final int HALF = 20_000;
    private static final byte[] PAYLOAD = payload();

    /// What may happen.
    enum Step {
        PRELIMINARY,
        FINAL,
        DATA,
        ABORT,
        URGENT_ABORT,
        STAT,
        NOOP,
        BACKEND_ENDS,
        CLIENT_ENDS
    }

    /// How the data end.
    enum DataEnd {
        COMPLETE,
        BACKEND_BREAKS,
        CLIENT_BREAKS
    }

    /// How the backend ends the transfer if nobody aborts it.
    enum Final {
        COMPLETE("226-Quota\r\n 10 left\r\n226 Transfer complete\r\n"),
        CUT("426 Connection closed; transfer aborted\r\n"),
        REFUSED("550 It cannot be done\r\n");

        private final String text;

        Final(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        String lastLine() {
            var lines = text.split("\r\n");
            return lines[lines.length - 1];
        }
    }

    /// What a backend says to an `ABOR` during a transfer.
    enum Answers {
        BOTH,
        ONE,
        NONE
    }

    /// @param number decides where replies are cut, and whether there is a breath between the steps
    record Scenario(List<Step> steps, boolean upload, DataEnd end, Final reply, Answers answers, int number) {
        boolean has(Step step) {
            return steps.contains(step);
        }

        boolean aborts() {
            return has(Step.ABORT) || has(Step.URGENT_ABORT);
        }

        boolean endsSession() {
            return has(Step.BACKEND_ENDS) || has(Step.CLIENT_ENDS);
        }

        /// Whether the data are known to the gateway to have been cut short: its source has broken off.
        boolean sourceBreaks() {
            return end == (upload ? DataEnd.CLIENT_BREAKS : DataEnd.BACKEND_BREAKS);
        }
    }

    private final ScriptedBackend server = ScriptedBackend.listening();
    private final TestGateway gateway;
    private Optional<Cast> cast = Optional.empty();

    private TransferPlay(String... directives) {
        gateway = TestGateway.before(List.of(server.url()), directives);
    }

    static TransferPlay begin(String... directives) {
        return new TransferPlay(directives);
    }

    /// The two ends of one session.
    private record Cast(ScriptedClient client, Behaviour backend) {}

    void perform(Scenario scenario) {
        try {
            performed(scenario);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("in " + scenario + ": " + e.getMessage() + "\n" + tail(gateway.log()), e);
        }
    }

    private static String tail(String log) {
        var lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    }

    private void performed(Scenario scenario) {
        var now = cast.orElseGet(this::logIn);
        cast = Optional.of(now);
        now.client().sends("PASV");
        try (var listening = now.backend().listens();
                var clientData = now.client().readsPassive().connects()) {
            now.client().sends((scenario.upload() ? "STOR " : "RETR ") + "file");
            now.backend().begins(scenario);
            try (var backendData = listening.connects()) {
                var received = Received.by(scenario.upload() ? backendData : clientData);
                var source = scenario.upload() ? clientData : backendData;
                quietly(() -> source.sends(Arrays.copyOf(PAYLOAD, HALF)));
                for (Step step : scenario.steps()) {
                    if (scenario.number() % 2 == 1) {
                        LockSupport.parkNanos(500_000);
                    }
                    quietly(() -> perform(step, scenario, now, source, clientData, backendData));
                }
                var replies = scenario.endsSession() ? lastReplies(now) : repliesUpToPwd(now);
                judge(scenario, replies, received);
                source.seesAnyEnd();
            }
        }
        if (scenario.endsSession()) {
            now.backend().ends();
            now.client().close();
            cast = Optional.empty();
        }
    }

    private static void perform(
            Step step, Scenario scenario, Cast now, Wire source, Wire clientData, Wire backendData) {
        switch (step) {
            case PRELIMINARY -> now.backend().opens(scenario);
            case FINAL -> now.backend().ends(scenario);
            case DATA -> {
                switch (scenario.end()) {
                    case COMPLETE -> {}
                    case BACKEND_BREAKS -> backendData.resets();
                    case CLIENT_BREAKS -> clientData.resets();
                }
                if (!scenario.sourceBreaks()) {
                    source.sends(Arrays.copyOfRange(PAYLOAD, HALF, PAYLOAD.length));
                    source.endsOutput();
                }
            }
            case ABORT -> now.client().sends("ABOR");
            case URGENT_ABORT ->
                now.client()
                        .wire()
                        .sends(new byte[] {(byte) 255, (byte) 244})
                        .urges(255)
                        .sends(new byte[] {(byte) 242})
                        .sends("ABOR\r\n");
            case STAT -> now.client().sends("STAT");
            case NOOP -> now.client().sends("NOOP");
            case BACKEND_ENDS -> now.backend().control.wire().endsOutput();
            case CLIENT_ENDS -> now.client().wire().endsOutput();
        }
    }

    /// A step that comes too late, because the other end has closed already, is none.
    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (UncheckedIOException _) {
            // closed by the gateway
        }
    }

    private Cast logIn() {
        var client = gateway.client();
        var backend = server.accepts().welcomes("EPSV");
        client.greeted().sends("USER joe");
        backend.expects("USER joe").replies("331 Password, please");
        client.reads(331);
        client.asks(backend, "PASS secret", "230 Welcome");
        return new Cast(client, Behaviour.of(backend));
    }

    private static List<Reply> repliesUpToPwd(Cast now) {
        now.client().sends("PWD");
        var replies = new ArrayList<Reply>();
        do {
            replies.add(now.client().reply());
        } while (replies.getLast().code() != 257);
        return replies;
    }

    /// What comes before the end of the control connection.
    private static List<Reply> lastReplies(Cast now) {
        var text = now.client().wire().text();
        var replies = new ArrayList<Reply>();
        var lines = new ArrayList<String>();
        for (String line : text.lines().toList()) {
            lines.add(line);
            if (line.length() > 3 && line.charAt(3) == ' ' && !line.startsWith(" ")) {
                replies.add(new Reply(Integer.parseInt(line.substring(0, 3)), lines));
                lines.clear();
            }
        }
        assertThat(lines).as("a reply that was cut").isEmpty();
        return replies;
    }

    /// What must hold however it came: every command has exactly one final reply; no success is claimed for data that
    /// were cut; the backend's verdict reaches the client where it is not a false success; the receiver of cut data
    /// does not see them end in good order.
    private static void judge(Scenario scenario, List<Reply> replies, CompletableFuture<Received> received) {
        var told = replies.stream().map(TransferPlay::lastLine).toList();
        var finals = new ArrayList<>(
                replies.stream().filter(reply -> !reply.isPreliminary()).toList());
        assertThat(told.stream().filter(line -> line.startsWith("1")).count())
                .as("preliminary replies in " + told)
                .isLessThanOrEqualTo(1);
        var meanwhile = takeAnswers(scenario, finals);
        if (!scenario.endsSession()) {
            assertThat(finals.removeLast().code()).isEqualTo(257);
            boolean asked = scenario.aborts() || scenario.has(Step.STAT) || scenario.has(Step.NOOP);
            assertThat(meanwhile).as("answers to the other command in " + told).hasSize(asked ? 1 : 0);
            assertThat(finals).as("final replies to the transfer in " + told).hasSize(1);
        }
        assertThat(finals).as("final replies to the transfer in " + told).hasSizeLessThanOrEqualTo(1);
        var outcome = outcome(received);
        finals.forEach(reply -> judge(scenario, reply, outcome));
        if (scenario.sourceBreaks()) {
            assertThat(outcome.inGoodOrder())
                    .as("a good end of data that were cut")
                    .isFalse();
        }
        if (outcome.inGoodOrder() && scenario.end() == DataEnd.COMPLETE) {
            assertThat(outcome.bytes()).as("data that end in good order").isEqualTo(PAYLOAD);
        }
    }

    private static void judge(Scenario scenario, Reply reply, Received outcome) {
        var line = lastLine(reply);
        boolean whole = outcome.inGoodOrder() && Arrays.equals(outcome.bytes(), PAYLOAD);
        if (reply.isCompletion() && scenario.end() == DataEnd.COMPLETE) {
            assertThat(whole).as("data behind '" + line + "' are whole").isTrue();
        }
        if (scenario.sourceBreaks() || (scenario.has(Step.FINAL) && scenario.reply() != Final.COMPLETE)) {
            assertThat(reply.isNegative()).as("'" + line + "' is no success").isTrue();
        }
        if (scenario.aborts() || !scenario.has(Step.FINAL) || scenario.endsSession()) {
            return;
        }
        boolean neverOpened = scenario.end() != DataEnd.COMPLETE && reply.code() == 425;
        if (!neverOpened && (scenario.reply() != Final.COMPLETE || scenario.end() == DataEnd.COMPLETE)) {
            assertThat(line).isEqualTo(scenario.reply().lastLine());
        }
    }

    /// Takes the answer to what was asked beside the transfer out of the replies. That to ABOR follows the one to the
    /// transfer, and nothing but PWD's comes after it.
    private static List<Reply> takeAnswers(Scenario scenario, List<Reply> finals) {
        if (scenario.aborts()) {
            return finals.size() > 2 ? List.of(finals.remove(finals.size() - 2)) : List.of();
        }
        int code = scenario.has(Step.STAT) ? 211 : scenario.has(Step.NOOP) ? 200 : 0;
        var answers = finals.stream().filter(reply -> reply.code() == code).toList();
        finals.removeAll(answers);
        return answers;
    }

    private static String lastLine(Reply reply) {
        return reply.lines().getLast();
    }

    private static Received outcome(CompletableFuture<Received> received) {
        try {
            return received.get(Await.USUAL.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the receiver's data connection did not end", e);
        }
    }

    /// What a receiver of data has got, and whether it ended as the end of a file does.
    private record Received(byte[] bytes, boolean inGoodOrder) {
        static CompletableFuture<Received> by(Wire wire) {
            var result = new CompletableFuture<Received>();
            Thread.ofVirtual().start(() -> {
                var got = new byte[2 * PAYLOAD.length];
                int count = 0;
                try {
                    for (int b = wire.read(); b >= 0; b = wire.read()) {
                        got[count++] = (byte) b;
                    }
                    result.complete(new Received(Arrays.copyOf(got, count), true));
                } catch (IOException _) {
                    result.complete(new Received(Arrays.copyOf(got, count), false));
                }
            });
            return result;
        }
    }

    /// A backend that answers every command but the transfer's by itself.
    private static final class Behaviour {
        private final BackendControl control;
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private Optional<Scenario> running = Optional.empty();

        private Behaviour(BackendControl control) {
            this.control = control;
        }

        static Behaviour of(BackendControl control) {
            return new Behaviour(control);
        }

        /// Answers PASV; the thread that answers everything else begins with the first transfer.
        DataSide.Listening listens() {
            return control.expectsPasv();
        }

        void begins(Scenario scenario) {
            control.expects((scenario.upload() ? "STOR " : "RETR ") + "file");
            synchronized (this) {
                running = Optional.of(scenario);
            }
            Thread.ofVirtual().start(this::answer);
        }

        /// Answers up to the PWD that ends a scenario, or to the end of the connection.
        private void answer() {
            try {
                String line;
                do {
                    line = control.wire().line();
                    answer(line);
                } while (!line.equals("PWD"));
            } catch (AssertionError | UncheckedIOException _) {
                over.complete(null); // the connection has ended
            }
        }

        private synchronized void answer(String line) {
            if (line.endsWith("ABOR")) {
                abort();
                return;
            }
            switch (line) {
                case "STAT" -> control.replies("211-Status", " fine", "211 End");
                case "NOOP" -> control.replies("200 Still here");
                case "PWD" -> control.replies("257 \"/\"");
                default -> control.replies("500 What is " + line + "?");
            }
        }

        private void abort() {
            var answers = running.map(Scenario::answers).orElse(Answers.BOTH);
            if (running.isPresent() && answers == Answers.BOTH) {
                control.replies(ABORTED);
            }
            running = Optional.empty();
            if (answers != Answers.NONE) {
                control.replies(ABORT_DONE);
            }
        }

        /// Sends the preliminary reply, unless an ABOR has been faster.
        synchronized void opens(Scenario scenario) {
            if (running.isPresent()) {
                says(PRELIMINARY, scenario.number());
            }
        }

        /// Sends the final reply, unless an ABOR has been faster.
        synchronized void ends(Scenario scenario) {
            if (running.isPresent()) {
                running = Optional.empty();
                says(scenario.reply().text(), scenario.number());
            }
        }

        /// Sends a reply in two pieces.
        private void says(String text, int cut) {
            int at = cut % text.length();
            control.wire().sends(text.substring(0, at));
            control.wire().sends(text.substring(at));
        }

        /// Sees the gateway close the connection.
        void ends() {
            Await.until("the end of the backend's control connection", over::isDone);
            control.close();
        }
    }

    private static byte[] payload() {
        return "all of it, to the last byte. ".repeat(1_400).getBytes(ISO_8859_1);
    }

    @Override
    public void close() {
        cast.ifPresent(now -> {
            now.client().close();
            now.backend().control.close();
        });
        gateway.close();
        server.close();
    }
}
