package io.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataAddressTest {
    private static final DataAddress ADDRESS = address("192.0.2.7", 50_000);
    private static final DataAddress ADDRESS6 = address("2001:db8::7", 50_000);

    @Nested
    class PortArguments {
        @ParameterizedTest
        @ValueSource(strings = {"192,0,2,7,195,80", " 192, 0, 2, 7, 195 ,80 ", "192,000,002,007,195,080"})
        void areSixNumbers(String argument) {
            assertThat(DataAddress.ofPort(argument)).contains(ADDRESS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "", "192,0,2,7,195", "192,0,2,7,195,80,1", "192,0,2,256,195,80", "192,0,2,7,195,256",
                    "192,0,2,7,-1,80", "192.0.2.7,195,80", "(192,0,2,7,195,80)", "192,0,2,,195,80", "a,0,2,7,195,80",
                    "0,0,0,0,195,80", "192,0,2,7,0,0", "192,0,2,7,195,80 x", "192,0,2,0007,195,80"
                })
        void areNothingElse(String argument) {
            assertThat(DataAddress.ofPort(argument)).isEmpty();
        }

        @Test
        void mayNameLowPortsForOthersToRefuse() {
            assertThat(DataAddress.ofPort("192,0,2,7,0,21")).contains(address("192.0.2.7", 21));
        }

        @Test
        void areWrittenAsRead() {
            assertThat(ADDRESS.portArgument()).isEqualTo("192,0,2,7,195,80");
            assertThat(DataAddress.ofPort(ADDRESS.portArgument())).contains(ADDRESS);
            assertThatIllegalArgumentException().isThrownBy(ADDRESS6::portArgument);
        }
    }

    @Nested
    class PassiveReplies {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "227 Entering Passive Mode (192,0,2,7,195,80).",
                    "227 Entering Passive Mode 192,0,2,7,195,80",
                    "227 Entering Passive Mode. 192,0,2,7,195,80 ok",
                    "227 =192,0,2,7,195,80",
                    "227 Entering Passive Mode [192, 0, 2, 7, 195, 80]",
                    "227 mode 1,2,3 of 300,1 then (192,0,2,7,195,80)",
                    "227 (1,2,3,4,5,999) (192,0,2,7,195,80) (192,0,2,8,195,80)"
                })
        void giveTheFirstSixNumbersWhereverTheyStand(String line) {
            assertThat(DataAddress.ofPassive(new Reply(227, List.of(line)))).contains(ADDRESS);
        }

        @Test
        void mayHaveThemOnAnyLine() {
            var reply = new Reply(227, List.of("227-Entering Passive Mode", "227 (192,0,2,7,195,80)"));

            assertThat(DataAddress.ofPassive(reply)).contains(ADDRESS);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"227 Entering Passive Mode", "227 1,2,3,4,5", "227 (|||50000|)", "227 300,0,2,7,195,80"})
        void withoutSixNumbersGiveNone(String line) {
            assertThat(DataAddress.ofPassive(line)).isEmpty();
        }

        @Test
        @DisplayName("PROXY-DT-05 our own 227 ends in a dot")
        void ofOursEndInADot() {
            assertThat(ADDRESS.passiveReply())
                    .isEqualTo(new Reply(227, List.of("227 Entering Passive Mode (192,0,2,7,195,80).")));
        }
    }

    @Nested
    class ExtendedPortArguments {
        @ParameterizedTest
        @ValueSource(
                strings = {"|1|192.0.2.7|50000|", "!1!192.0.2.7!50000!", "|1|192.0.2.7|50000| ", "x1x192.0.2.7x50000x"})
        void haveAnyDelimiter(String argument) {
            assertThat(ExtendedPort.of(argument)).isEqualTo(new ExtendedPort.Accepted(1, ADDRESS));
        }

        @Test
        void ofProtocolTwoHaveAnIPv6Address() {
            assertThat(ExtendedPort.of("|2|2001:db8::7|50000|")).isEqualTo(new ExtendedPort.Accepted(2, ADDRESS6));
        }

        @Test
        void mayMapAnIPv4Address() {
            assertThat(ExtendedPort.of("|2|::ffff:192.0.2.7|50000|")).isEqualTo(new ExtendedPort.Accepted(2, ADDRESS));
        }

        @ParameterizedTest
        @DisplayName("PROXY-DT-10 a protocol other than 1 and 2 is told from bad syntax")
        @ValueSource(strings = {"3", "0", "17", "9999999999"})
        void mayHaveAnUnknownProtocol(String protocol) {
            assertThat(ExtendedPort.of("|" + protocol + "|192.0.2.7|50000|"))
                    .isEqualTo(new ExtendedPort.UnknownProtocol(protocol));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "|",
                    "||||",
                    "|1|192.0.2.7|50000",
                    "|1|192.0.2.7|50000|x",
                    "|1|192.0.2.7|",
                    "|1|192.0.2|50000|",
                    "|1|2001:db8::7|50000|",
                    "|2|192.0.2.7|50000|",
                    "|2|fe80::1%eth0|50000|",
                    "|2|[2001:db8::7]|50000|",
                    "|1|192.0.2.7|0|",
                    "|1|192.0.2.7|65536|",
                    "|1|192.0.2.7|-1|",
                    "|1|0.0.0.0|50000|",
                    "|2|::|50000|",
                    "|x|192.0.2.7|50000|",
                    "|1|localhost|50000|",
                    "|1|1.2.3.256|50000|",
                    " 1 192.0.2.7 50000 ",
                    "115192.0.2.7150000",
                    "|1|192.0.2.7|50000||"
                })
        void areNothingElse(String argument) {
            assertThat(ExtendedPort.of(argument)).isEqualTo(new ExtendedPort.Malformed(argument));
        }

        @Test
        void areWrittenAsRead() {
            assertThat(ADDRESS.extendedPortArgument()).isEqualTo("|1|192.0.2.7|50000|");
            assertThat(ExtendedPort.of(ADDRESS6.extendedPortArgument()))
                    .isEqualTo(new ExtendedPort.Accepted(2, ADDRESS6));
        }
    }

    @Nested
    class ExtendedPassiveReplies {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Entering Extended Passive Mode (|||50000|)",
                    "Entering Extended Passive Mode (|||50000|).",
                    "(!!!50000!)",
                    "ok (|1||50000|) bye",
                    "Extended (|||50000|) "
                })
        void giveAPort(String text) {
            assertThat(ExtendedPassive.of(text)).contains(new ExtendedPassive(50_000, Optional.empty()));
        }

        @Test
        void mayGiveAnAddress() {
            assertThat(ExtendedPassive.of("x (|1|192.0.2.7|50000|)"))
                    .contains(new ExtendedPassive(50_000, Optional.of(ADDRESS.address())));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "|||50000|",
                    "()",
                    "(|)",
                    "(|||)",
                    "(||||)",
                    "(|||65536|)",
                    "(|||x|)",
                    "(||x|50000|)",
                    "(|||50000)",
                    "(|||50000| )",
                    "(|||50000||)",
                    ")|||50000|("
                })
        void areNothingElse(String text) {
            assertThat(ExtendedPassive.of(text)).isEmpty();
        }

        @Test
        @DisplayName("PROXY-DT-05 our own 229 has three bars before the port")
        void ofOursAreReadBack() {
            var reply = ExtendedPassive.reply(50_000);

            assertThat(reply.lines()).containsExactly("229 Entering Extended Passive Mode (|||50000|)");
            assertThat(ExtendedPassive.of(reply)).contains(new ExtendedPassive(50_000, Optional.empty()));
        }
    }

    @Test
    void theArgumentOfEpsvIsAFamilyOrAllOrNone() {
        assertThat(ExtendedPassive.Request.of(Command.of("EPSV"))).isEqualTo(new ExtendedPassive.Request.Any());
        assertThat(ExtendedPassive.Request.of(Command.of("EPSV", ""))).isEqualTo(new ExtendedPassive.Request.Any());
        assertThat(ExtendedPassive.Request.of(Command.of("EPSV", "1"))).isEqualTo(new ExtendedPassive.Request.IPv4());
        assertThat(ExtendedPassive.Request.of(Command.of("EPSV", "2 "))).isEqualTo(new ExtendedPassive.Request.IPv6());
        assertThat(ExtendedPassive.Request.of(Command.of("EPSV", "all"))).isEqualTo(new ExtendedPassive.Request.All());
        assertThat(ExtendedPassive.Request.of(Command.of("EPSV", "3")))
                .isEqualTo(new ExtendedPassive.Request.Unsupported("3"));
    }

    @Test
    void anyTextIsAnAddressOrNone() {
        var random = new Random(2428);
        var alphabet = "0123456789012...,,,,,|||:::()abcfx%[] -\u00FF";
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var wire = text.toString();

            assertThatCode(() -> {
                        DataAddress.ofPort(wire);
                        DataAddress.ofPassive(wire);
                        ExtendedPort.of(wire);
                        ExtendedPort.of("|1|" + wire + "|1|");
                        ExtendedPort.of("|2|" + wire + "|1|");
                        ExtendedPassive.of("(" + wire + ")");
                        HostArgument.of(wire);
                        HostArgument.of("[" + wire + "]");
                        QuotedPath.of(wire);
                    })
                    .as(wire)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void isMadeFromASocketAddressAndBack() {
        var socketAddress = new InetSocketAddress(ADDRESS.address(), 50_000);

        assertThat(DataAddress.of(socketAddress)).isEqualTo(ADDRESS);
        assertThat(ADDRESS.socketAddress()).isEqualTo(socketAddress);
    }

    private static DataAddress address(String literal, int port) {
        return new DataAddress(InetAddress.ofLiteral(literal), port);
    }
}
