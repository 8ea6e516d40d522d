package io.sluice.config;

import static io.sluice.config.Samples.read;
import static io.sluice.config.Samples.words;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LexerTest {

    @Test
    @DisplayName("CONF-LEX-01 directive names match in any case, parameters keep theirs")
    void directiveNamesMatchInAnyCase() throws ConfigurationException {
        assertThat(words(read("wORDS Mixed CASE\n"))).containsExactly(List.of("Mixed", "CASE"));
    }

    @Nested
    class Quotes {
        @Test
        @DisplayName("CONF-LEX-02 a backslash in a quoted word escapes")
        void aBackslashInAQuotedWordEscapes() throws ConfigurationException {
            assertThat(words(read("Words \"a \\\" b\" \"c\\\\d\" \"\\e\"\n")).getFirst())
                    .containsExactly("a \" b", "c\\d", "e");
        }

        @Test
        @DisplayName("CONF-LEX-03 a quote in the middle of a word is literal")
        void aQuoteInTheMiddleOfAWordIsLiteral() throws ConfigurationException {
            assertThat(words(read("Words a\"b c\"\n")).getFirst()).containsExactly("a\"b", "c\"");
        }

        @Test
        @DisplayName("CONF-LEX-04 an unterminated quote extends to the end of the line")
        void anUnterminatedQuoteExtendsToTheEndOfTheLine() throws ConfigurationException {
            assertThat(words(read("Words a \"b c # d\nWords e\n")))
                    .containsExactly(List.of("a", "b c # d"), List.of("e"));
        }

        @Test
        @DisplayName("CONF-LEX-17 an empty parameter is kept")
        void anEmptyParameterIsKept() throws ConfigurationException {
            assertThat(words(read("Words host \"\" \"\" 2\n")).getFirst()).containsExactly("host", "", "", "2");
        }

        @Test
        void aBackslashOutsideOfThemIsOrdinary() throws ConfigurationException {
            assertThat(words(read("Words a\\b ^\\.ftp$\n")).getFirst()).containsExactly("a\\b", "^\\.ftp$");
        }
    }

    @Nested
    class Comments {
        @Test
        @DisplayName("CONF-LEX-05 an inline comment starts only a word")
        void anInlineCommentStartsOnlyAWord() throws ConfigurationException {
            assertThat(words(read("Words a#b \"#c\" #d e\n")).getFirst()).containsExactly("a#b", "#c");
        }

        @Test
        @DisplayName("CONF-LEX-08 a comment line that ends in a backslash swallows the next line")
        void aCommentLineThatEndsInABackslashSwallowsTheNextLine() throws ConfigurationException {
            assertThat(words(read("# one \\\nWords a\nWords b\n"))).containsExactly(List.of("b"));
        }
    }

    @Nested
    class Lines {
        @Test
        @DisplayName("CONF-LEX-06 a backslash as last character joins lines")
        void aBackslashAsLastCharacterJoinsLines() throws ConfigurationException {
            assertThat(words(read("Words a\\\nb \\\n  c\n")).getFirst()).containsExactly("ab", "c");
        }

        @Test
        @DisplayName("CONF-LEX-07 a backslash before a blank does not")
        void aBackslashBeforeABlankDoesNot() throws ConfigurationException {
            assertThat(words(read("Words a \\ \nWords b\n"))).containsExactly(List.of("a", "\\"), List.of("b"));
        }

        @Test
        @DisplayName("CONF-LEX-09 CRLF parses like LF")
        void crlfParsesLikeLf() throws ConfigurationException {
            assertThat(words(read("Words a \\\r\nb\r\n\r\n# c\r\nWords d\r\n")))
                    .containsExactly(List.of("a", "b"), List.of("d"));
        }

        @Test
        @DisplayName("CONF-LEX-10 a last line without newline is used")
        void aLastLineWithoutNewlineIsUsed() throws ConfigurationException {
            assertThat(words(read("Words a\nWords b"))).hasSize(2);
        }

        @Test
        @DisplayName("CONF-LEX-11 a line of a mebibyte parses")
        void aLineOfAMebibyteParses() throws ConfigurationException {
            String text = "Words " + "x ".repeat(1 << 19) + "\n";

            assertThat(words(read(text)).getFirst()).hasSize(1 << 19);
        }

        @Test
        void theNumberIsThatOfTheLastPhysicalLine() throws ConfigurationException {
            var settings = read("\nWords a \\\n b \\\n c\nWords d\n")
                    .main()
                    .directives()
                    .settings(Samples.WORDS);

            assertThat(settings)
                    .extracting(setting -> setting.position().line())
                    .containsExactly(4, 5);
        }
    }

    @Nested
    class References {
        @Test
        @DisplayName("CONF-LEX-12 a reference is replaced outside and inside quotes")
        void aReferenceIsReplacedOutsideAndInsideQuotes() throws ConfigurationException {
            assertThat(words(read("Words a-%{env:HOST_NAME}-b \"is %{env:HOST_NAME}\" %{env:HOST_NAME}\n"))
                            .getFirst())
                    .startsWith("a-alpha-b", "is")
                    .endsWith("alpha");
        }

        @Test
        @DisplayName("CONF-LEX-13 an unset variable is empty")
        void anUnsetVariableIsEmpty() throws ConfigurationException {
            assertThat(words(read("Words a%{env:NOPE}b\n")).getFirst()).containsExactly("ab");
        }

        @Test
        @DisplayName("CONF-LEX-14 a value with a blank splits the word again")
        void aValueWithABlankSplitsTheWordAgain() throws ConfigurationException {
            var environment = Map.of("TWO", "one \"two three\"");

            assertThat(words(read("Words %{env:TWO} four\n", environment)).getFirst())
                    .containsExactly("one", "two three", "four");
        }

        @Test
        @DisplayName("CONF-LEX-15 a variable that names itself terminates")
        void aVariableThatNamesItselfTerminates() throws ConfigurationException {
            var environment = Map.of("LOOP", "%{env:LOOP}", "MORE", "x%{env:MORE}%{env:MORE}");

            assertThat(words(read("Words %{env:LOOP} %{env:MORE}\n", environment))
                            .getFirst())
                    .hasSize(2);
        }

        @Test
        @DisplayName("CONF-LEX-16 SetEnv above the use is visible")
        void setEnvAboveTheUseIsVisible() throws ConfigurationException {
            String text = "Words x%{env:NEW_ONE}\nSetEnv NEW_ONE set\nWords %{env:NEW_ONE}\n"
                    + "UnsetEnv NEW_ONE\nWords x%{env:NEW_ONE}\n";
            var configuration = read(text);

            assertThat(words(configuration)).containsExactly(List.of("x"), List.of("set"), List.of("x"));
            assertThat(configuration.main().directives().find(LanguageDirectives.SET_ENV))
                    .contains(new LanguageDirectives.Variable("NEW_ONE", "set"));
        }

        @Test
        void aValueMayNameAnotherVariable() throws ConfigurationException {
            var environment = Map.of("OUTER", "<%{env:INNER}>", "INNER", "in");

            assertThat(words(read("Words %{env:OUTER}\n", environment)).getFirst())
                    .containsExactly("<in>");
        }
    }

    @Test
    @DisplayName("CONF-LEX-22 a tag may have its end in a word of its own")
    void aTagMayHaveItsEndInAWordOfItsOwn() throws ConfigurationException {
        var limits = read("<Limit a b>\n</Limit>\n<limit \"a\" b >\n</LIMIT >\n")
                .main()
                .directives();

        assertThat(limits.settings(Samples.LIMIT))
                .extracting(Setting::value)
                .containsExactly(List.of("a", "b"), List.of("a", "b"));
    }

    @Test
    void bytesThatAreNoUtf8StandForTheirNumber() {
        byte[] bytes = {'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xe9, 'b', (byte) 0xff, (byte) 0xc3};

        assertThat(TextDecoding.decode(bytes)).isEqualTo("a\u00e9\u00e9b\u00ff\u00c3");
    }
}
