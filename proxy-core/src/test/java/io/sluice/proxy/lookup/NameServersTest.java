package io.sluice.proxy.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.net.Resolver;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it sets properties of this process")
class NameServersTest {
    @Test
    @DisplayName("of many threads that ask at once, each asks the name servers that are set up")
    void manyAtOnce() throws Exception {
        try (var dns = DnsServer.start().texts("known.example", "known.example. 60 IN TXT \"here\"");
                var threads = Executors.newFixedThreadPool(8)) {
            System.setProperty("dns.server", dns.place());
            try {
                Callable<Object> question =
                        () -> Resolver.SYSTEM.texts("known.example").all();
                var questions = new ArrayList<Callable<Object>>();
                for (int i = 0; i < 2_000; i++) {
                    questions.add(question);
                }

                assertThat(threads.invokeAll(questions))
                        .allSatisfy(
                                answer -> assertThat(answer.get().toString()).isEqualTo("[here]"));
            } finally {
                System.clearProperty("dns.server");
            }
        }
    }
}
