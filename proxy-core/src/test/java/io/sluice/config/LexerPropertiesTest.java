package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// What holds for any text. The seed is the number of the repetition, so that a failure can be repeated.
class LexerPropertiesTest {
    private static final String ALPHABET = "ab \t\"\\#%{}<>é";

    @RepeatedTest(200)
    void wordsThatAreQuotedComeBackAsTheyWere(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var words = new ArrayList<String>();
        var line = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            String word = text(random, ALPHABET, 12);
            words.add(word);
            line.append(" \t".repeat(random.nextInt(3)))
                    .append('"')
                    .append(word.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }

        assertThat(Words.of(line.toString())).isEqualTo(words);
    }

    @RepeatedTest(200)
    void aLineMayBeBrokenAnywhereByABackslash(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        String line = text(random, "ab #\"", 40) + "x";
        int at = random.nextInt(line.length());
        String end = random.nextBoolean() ? "\n" : "\r\n";

        var broken = new LogicalLines(line.substring(0, at) + "\\" + end + line.substring(at) + end + "next");

        assertThat(broken.next()).isEqualTo(new LogicalLine(line, 1, 2));
        assertThat(broken.next()).isEqualTo(new LogicalLine("next", 3, 3));
        assertThat(broken).isExhausted();
    }

    @RepeatedTest(50)
    void everyPhysicalLineIsCounted(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        String text = text(random, "ab\\\n\r ", 200) + "end\n";
        int last = 0;

        var lines = new LogicalLines(text);
        while (lines.hasNext()) {
            last = lines.next().last();
        }

        assertThat(last).isEqualTo((int) text.chars().filter(c -> c == '\n').count());
    }

    @RepeatedTest(300)
    void randomBytesAreReadOrRefusedAndNothingElse(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);

        readOrRefuse(TextDecoding.decode(bytes));
    }

    @RepeatedTest(500)
    void randomPiecesOfTheLanguageAreReadOrRefusedAndNothingElse(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var pieces = List.of(
                "<",
                ">",
                "</",
                "\"",
                "\\",
                "#",
                "\n",
                "\r\n",
                " ",
                "\t",
                "!",
                "%{env:",
                "}",
                "LOOP",
                "Words",
                "Limit",
                "VirtualHost",
                "Global",
                "IfModule",
                "IfDefine",
                "Directory",
                "Anonymous",
                "Include",
                "/nowhere/*",
                "/nowhere",
                "IncludeOptions",
                "Define",
                "SetEnv",
                "UnsetEnv",
                "LoadModule",
                "mod_x.c",
                "TimeoutIdle",
                "00:01:00",
                "99999999999999999999",
                "MaxInstances",
                "none",
                "Port",
                "LogOptions",
                "UseIPv6",
                "\0",
                "é");
        var text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
            text.append(random.nextInt(3) == 0 ? " " : "");
        }

        readOrRefuse(text.toString());
    }

    @Test
    void sectionsNestedVeryDeepAreRefused() {
        readOrRefuse("<Directory /a>\n".repeat(200_000));
    }

    @Test
    void textDecodesAsItWasEncoded() {
        String text = "Größe \u20ac \ud83d\ude00";

        assertThat(TextDecoding.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    }

    private static void readOrRefuse(String text) {
        try {
            var environment = Map.of("LOOP", "a %{env:LOOP}");
            assertThat(Samples.read(text, environment).main().directives()).isNotNull();
        } catch (ConfigurationException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    private static String text(Random random, String alphabet, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
