package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.proxy.TransferPlay.Answers;
import io.sluice.proxy.TransferPlay.DataEnd;
import io.sluice.proxy.TransferPlay.Final;
import io.sluice.proxy.TransferPlay.Scenario;
import io.sluice.proxy.TransferPlay.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The end of a transfer in every order of what leads to it: the backend's replies, whole or in two pieces, the end of
/// the data on either leg, and whatever client or backend do meanwhile. What must hold is in [TransferPlay#judge].
@DisplayName("PROXY-DT-13, 14, 18, 19, 25: a transfer ends right in whatever order things happen")
@Execution(ExecutionMode.CONCURRENT)
class TransferInterleavingsTest {
    private static final List<List<Step>> ORDERS = List.of(
            List.of(Step.PRELIMINARY, Step.DATA, Step.FINAL),
            List.of(Step.PRELIMINARY, Step.FINAL, Step.DATA),
            List.of(Step.DATA, Step.PRELIMINARY, Step.FINAL),
            List.of(Step.FINAL, Step.DATA),
            List.of(Step.DATA, Step.FINAL));

    private static final List<Step> MEANWHILE =
            List.of(Step.ABORT, Step.URGENT_ABORT, Step.STAT, Step.NOOP, Step.BACKEND_ENDS, Step.CLIENT_ENDS);

    /// Each order as it is, and with one more event at every place in it.
    private static List<List<Step>> interleavings(List<Step> order) {
        var all = new ArrayList<List<Step>>();
        all.add(order);
        for (Step more : MEANWHILE) {
            for (int at = 0; at <= order.size(); at++) {
                var steps = new ArrayList<>(order);
                steps.add(at, more);
                all.add(List.copyOf(steps));
            }
        }
        return all;
    }

    static Stream<List<Step>> orders() {
        return ORDERS.stream();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void withAnythingElseAtAnyPlace(List<Step> order) {
        try (var play = TransferPlay.begin()) {
            int number = 0;
            for (List<Step> steps : interleavings(order)) {
                for (boolean upload : new boolean[] {false, true}) {
                    for (DataEnd end : DataEnd.values()) {
                        for (Final reply : Final.values()) {
                            play.perform(new Scenario(steps, upload, end, reply, Answers.BOTH, number++));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("orders")
    void withItsRepliesCutAtEveryByte(List<Step> order) {
        try (var play = TransferPlay.begin()) {
            for (Final reply : Final.values()) {
                int bytes = reply.text().getBytes(ISO_8859_1).length;
                assertThat(bytes).isGreaterThan(TransferPlay.PRELIMINARY.length());
                for (int cut = 0; cut <= bytes; cut++) {
                    play.perform(new Scenario(order, false, DataEnd.COMPLETE, reply, Answers.BOTH, cut));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DataEnd.class)
    void withoutAFinalReply(DataEnd end) {
        try (var play = TransferPlay.begin("ProxyTimeoutLinger 1")) {
            for (List<Step> steps :
                    List.of(List.of(Step.PRELIMINARY, Step.DATA), List.of(Step.DATA, Step.PRELIMINARY))) {
                play.perform(new Scenario(steps, false, end, Final.COMPLETE, Answers.BOTH, 0));
                play.perform(new Scenario(steps, true, end, Final.COMPLETE, Answers.BOTH, 1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Answers.class)
    void withABackendThatAnswersAnAbortInItsOwnWay(Answers answers) {
        try (var play = TransferPlay.begin("ProxyTimeoutLinger 1")) {
            for (List<Step> steps : List.of(
                    List.of(Step.PRELIMINARY, Step.ABORT),
                    List.of(Step.PRELIMINARY, Step.FINAL, Step.ABORT, Step.DATA),
                    List.of(Step.ABORT))) {
                play.perform(new Scenario(steps, false, DataEnd.COMPLETE, Final.COMPLETE, answers, 0));
                play.perform(new Scenario(steps, true, DataEnd.COMPLETE, Final.COMPLETE, answers, 1));
            }
        }
    }
}
