package io.sluice.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.net.ProxyTlvs.Tls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final InetSocketAddress CLIENT = at("192.0.2.7", 50_000);
    private static final InetSocketAddress CLIENT6 = at("2001:db8::7", 50_000);
    private static final InetSocketAddress PROXY = at("198.51.100.1", 21);
    private static final InetSocketAddress PROXY6 = at("2001:db8:1::1", 21);
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String ENDPOINTS = "c0000207 c6336401 c350 0015";
    private static final ProxyTlvs ALL = ProxyTlvs.ofAlpn("ftps")
            .withAuthority("ftp.example.com")
            .withTls(new Tls(
                    true,
                    true,
                    true,
                    Optional.of("TLSv1.3"),
                    Optional.of("Zoë"),
                    Optional.of("AES"),
                    Optional.of("SHA256"),
                    Optional.of("RSA2048")))
            .withUniqueId("\u00ffAb")
            .withAwsEndpoint("vpce-08d2")
            .withAzureLink(0xFEDC_BA98L);

    @Nested
    @DisplayName("PROXY-PP-01: version 1")
    class TextForm {
        @Test
        void saysTcp4IfBothAreIpv4() {
            assertThat(text(CLIENT, PROXY, "203.0.113.5")).isEqualTo("PROXY TCP4 192.0.2.7 198.51.100.1 50000 21\r\n");
            assertThat(text(CLIENT, PROXY, "2001:db8::5")).isEqualTo("PROXY TCP4 192.0.2.7 198.51.100.1 50000 21\r\n");
        }

        @Test
        void saysTcp6WithAnIpv4AddressMapped() {
            assertThat(text(CLIENT6, PROXY6, "2001:db8::5"))
                    .isEqualTo("PROXY TCP6 2001:db8::7 2001:db8:1::1 50000 21\r\n");
            assertThat(text(CLIENT, PROXY6, "2001:db8::5"))
                    .isEqualTo("PROXY TCP6 ::ffff:192.0.2.7 2001:db8:1::1 50000 21\r\n");
            assertThat(text(CLIENT6, PROXY, "2001:db8::5"))
                    .isEqualTo("PROXY TCP6 2001:db8::7 ::ffff:198.51.100.1 50000 21\r\n");
        }

        @Test
        void saysUnknownToABackendOverIpv4AndTheAddressesFollow() {
            assertThat(text(CLIENT6, PROXY6, "203.0.113.5"))
                    .isEqualTo("PROXY UNKNOWN 2001:db8::7 2001:db8:1::1 50000 21\r\n");
            assertThat(text(CLIENT, PROXY6, "203.0.113.5"))
                    .isEqualTo("PROXY UNKNOWN ::ffff:192.0.2.7 2001:db8:1::1 50000 21\r\n");
        }

        @Test
        void saysUnknownAloneWithoutEndpoints() throws BadProxyHeader {
            var header = read("PROXY UNKNOWN\r\n".getBytes(ISO_8859_1));

            assertThat(new String(header.version1(PROXY.getAddress()), ISO_8859_1))
                    .isEqualTo("PROXY UNKNOWN\r\n");
        }

        private String text(InetSocketAddress source, InetSocketAddress destination, String backend) {
            return new String(
                    ProxyHeader.of(source, destination)
                            .version1(Addresses.literal(backend).orElseThrow()),
                    ISO_8859_1);
        }
    }

    @Nested
    @DisplayName("PROXY-PP-02: version 2")
    class BinaryForm {
        @Test
        void holdsIpv4Addresses() {
            assertThat(ProxyHeader.of(CLIENT, PROXY).version2()).isEqualTo(hex(SIGNATURE, "21 11 000c", ENDPOINTS));
        }

        @Test
        void holdsIpv6AddressesAndIpv4Mapped() {
            assertThat(ProxyHeader.of(CLIENT6, PROXY).version2())
                    .isEqualTo(hex(
                            SIGNATURE,
                            "21 21 0024",
                            "20010db8000000000000000000000007",
                            "00000000000000000000ffffc6336401",
                            "c350 0015"));
        }

        @Test
        void isLocalWithoutEndpoints() {
            assertThat(new ProxyHeader(Optional.empty(), ProxyTlvs.NONE).version2())
                    .isEqualTo(hex(SIGNATURE, "20 00 0000"));
        }
    }

    @Nested
    @DisplayName("PROXY-PP-03: TLVs")
    class Tlvs {
        @Test
        void standInOrderWithTheirLengths() {
            assertThat(ProxyHeader.of(CLIENT, PROXY).with(ALL).version2())
                    .isEqualTo(hex(
                            SIGNATURE,
                            "21 11 0072",
                            ENDPOINTS,
                            "01 0004 66747073",
                            "02 000f 6674702e6578616d706c652e636f6d",
                            "20 002f 03 00000000",
                            "21 0007 544c5376312e33",
                            "22 0004 5a6fc3ab",
                            "23 0003 414553",
                            "24 0006 534841323536",
                            "25 0007 52534132303438",
                            "05 0003 ff4162",
                            "ea 000a 01 767063652d30386432",
                            "ee 0005 01 98badcfe"));
        }

        @Test
        void areAbsentUnlessGiven() {
            assertThat(ProxyHeader.of(CLIENT, PROXY).version2()).hasSize(16 + 12);
        }

        @Test
        void sayThatThereIsNoTls() {
            assertThat(ProxyHeader.of(CLIENT, PROXY)
                            .with(ProxyTlvs.ofAlpn("ftp").withTls(Tls.NONE))
                            .version2())
                    .isEqualTo(hex(SIGNATURE, "21 11 001a", ENDPOINTS, "01 0003 667470", "20 0005 00 00000001"));
        }

        @Test
        void sayThatTheClientShowedNoCertificate() {
            var tls = new Tls(
                    true,
                    false,
                    false,
                    Optional.of("TLSv1.2"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

            assertThat(ProxyHeader.of(CLIENT, PROXY)
                            .with(ProxyTlvs.NONE.withTls(tls))
                            .version2())
                    .isEqualTo(
                            hex(SIGNATURE, "21 11 001e", ENDPOINTS, "20 000f 01 00000001", "21 0007 544c5376312e32"));
        }

        @Test
        @DisplayName("PROXY-PP-05: values received come before one's own")
        void receivedComeFirst() {
            var received = ProxyTlvs.NONE.withAuthority("outer.example.com").withAwsEndpoint("vpce-1");
            var own = ProxyTlvs.ofAlpn("ftp").withAuthority("inner.example.com").withUniqueId("id");

            assertThat(received.orElse(own))
                    .isEqualTo(ProxyTlvs.ofAlpn("ftp")
                            .withAuthority("outer.example.com")
                            .withUniqueId("id")
                            .withAwsEndpoint("vpce-1"));
        }

        @Test
        void thatFitNoHeaderAreAMistakeOfTheWriter() {
            var header = ProxyHeader.of(CLIENT, PROXY).with(ProxyTlvs.NONE.withAuthority("x".repeat(66_000)));

            assertThatIllegalStateException().isThrownBy(header::version2);
        }
    }

    @Nested
    class Reading {
        static Stream<ProxyHeader> headers() {
            return Stream.of(
                    ProxyHeader.of(CLIENT, PROXY),
                    ProxyHeader.of(CLIENT6, PROXY6),
                    ProxyHeader.of(CLIENT, PROXY6),
                    ProxyHeader.of(CLIENT, PROXY).with(ALL),
                    ProxyHeader.of(CLIENT6, PROXY6).with(ProxyTlvs.NONE.withAuthority("x".repeat(40_000))),
                    new ProxyHeader(Optional.empty(), ProxyTlvs.NONE));
        }

        @ParameterizedTest
        @MethodSource("headers")
        void givesWhatWasWrittenWholeOrByteByByte(ProxyHeader header) throws BadProxyHeader {
            var bytes = header.version2();

            assertThat(read(bytes)).isEqualTo(header);
            assertThat(readByteByByte(bytes)).isEqualTo(header);
        }

        @Test
        void givesTheAddressesOfATextLine() throws BadProxyHeader {
            var ipv4 = ProxyHeader.of(CLIENT, PROXY);
            var mixed = ProxyHeader.of(CLIENT, PROXY6);

            assertThat(readByteByByte(ipv4.version1(PROXY.getAddress()))).isEqualTo(ipv4);
            assertThat(read(mixed.version1(PROXY6.getAddress()))).isEqualTo(mixed);
        }

        @Test
        void takesTheLongestLine() throws BadProxyHeader {
            var address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

            assertThat(read(bytes("PROXY UNKNOWN " + address + " " + address + " 65535 65535\r\n"))
                            .endpoints())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "20 00 0000",
                    "20 11 000c c0000207 c6336401 c350 0015",
                    "21 00 0000",
                    "21 00 0007 02 0004 66747073",
                    "21 12 000c c0000207 c6336401 c350 0015"
                })
        void knowsHeadersThatTellNoAddressOfATcpConnection(String rest) throws BadProxyHeader {
            assertThat(read(hex(SIGNATURE, rest)).endpoints()).isEmpty();
        }

        @Test
        void skipsUnixAddresses() throws BadProxyHeader {
            var header = read(hex(SIGNATURE, "21 31 00df", "2f".repeat(216), "02 0004 66747073"));

            assertThat(header).isEqualTo(new ProxyHeader(Optional.empty(), ProxyTlvs.NONE.withAuthority("ftps")));
        }

        @Test
        void skipsValuesItDoesNotKnow() throws BadProxyHeader {
            var header = read(hex(
                    SIGNATURE,
                    "21 11 0021",
                    ENDPOINTS,
                    "04 0003 000000",
                    "ea 0002 0541",
                    "ee 0000",
                    "02 0004 66747073"));

            assertThat(header).isEqualTo(ProxyHeader.of(CLIENT, PROXY).with(ProxyTlvs.NONE.withAuthority("ftps")));
        }

        @Test
        void holdsAHeaderToItsChecksum() throws BadProxyHeader {
            var good = hex(SIGNATURE, "21 11 0013", ENDPOINTS, "03 0004 e0f7e34b");
            var bad = good.clone();
            bad[16] ^= 1;

            assertThat(read(good)).isEqualTo(ProxyHeader.of(CLIENT, PROXY));
            assertThat(faultOf(bad)).isEqualTo(new BadProxyHeader.WrongChecksum());
        }

        /// Bytes after the header are the session's, and a reader that asks for too many would take them.
        @ParameterizedTest
        @MethodSource("headers")
        void neverAsksForMoreThanTheHeader(ProxyHeader header) throws BadProxyHeader {
            for (byte[] bytes : List.of(header.version1(PROXY6.getAddress()), header.version2())) {
                if (bytes.length > 60_000) {
                    continue;
                }
                var input = ByteBuffer.allocate(bytes.length + 20)
                        .put(bytes)
                        .put("USER anna\r\n".getBytes(ISO_8859_1))
                        .flip();

                read(input);

                assertThat(ISO_8859_1.decode(input).toString()).isEqualTo("USER anna\r\n");
            }
        }

        @Test
        void takesNoMoreThanIsWanted() {
            var reader = new ProxyHeaderReader();

            assertThatIllegalArgumentException().isThrownBy(() -> reader.take(ByteBuffer.allocate(16)));
        }
    }

    @Nested
    class Faults {
        @ParameterizedTest
        @ValueSource(strings = {"USER anna\r\n", "\r\nUSER", "PROXI", "proxy TCP4 ", "\u0016\u0003\u0001", "SSH-2.0-"})
        void areBytesThatBeginNoHeader(String seen) {
            assertThat(faultOf(bytes(seen))).isEqualTo(new BadProxyHeader.NoSignature(seen));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "PROXY TCP4 192.0.2.7 198.51.100.1 50000\r\n",
                    "PROXY TCP4 192.0.2.7 198.51.100.1 50000 21 1\r\n",
                    "PROXY TCP4  192.0.2.7 198.51.100.1 50000 21\r\n",
                    "PROXY TCP4 192.0.2.7 198.51.100.1 50000 65536\r\n",
                    "PROXY TCP4 192.0.2.7 198.51.100.1 50000 -1\r\n",
                    "PROXY TCP4 192.0.2 198.51.100.1 50000 21\r\n",
                    "PROXY TCP4 2001:db8::7 2001:db8:1::1 50000 21\r\n",
                    "PROXY TCP6 192.0.2.7 198.51.100.1 50000 21\r\n",
                    "PROXY TCP6 [2001:db8::7] 2001:db8:1::1 50000 21\r\n",
                    "PROXY TCP4 client.example.com 198.51.100.1 50000 21\r\n",
                    "PROXY UDP4 192.0.2.7 198.51.100.1 50000 21\r\n",
                    "PROXY \r\nPROXY \r\n"
                })
        void areLinesWithOtherWords(String line) {
            assertThat(faultOf(bytes(line))).isInstanceOf(BadProxyHeader.BadLine.class);
        }

        @Test
        void areLinesWithoutReturn() {
            assertThat(faultOf(bytes("PROXY TCP4 192.0.2.7 198.51.100.1 50000 21\n")))
                    .isInstanceOf(BadProxyHeader.BadLine.class);
        }

        @Test
        void areLinesWithoutEnd() {
            assertThat(faultOf(bytes("PROXY UNKNOWN " + "x".repeat(200))))
                    .isEqualTo(new BadProxyHeader.LineTooLong(107));
        }

        @Test
        void areLinesOneByteTooLong() throws BadProxyHeader {
            var longest = "PROXY UNKNOWN " + "x".repeat(91) + "\r\n";

            assertThat(read(bytes(longest)).endpoints()).isEmpty();
            assertThat(faultOf(bytes(longest.replace("\r\n", "x\r\n")))).isEqualTo(new BadProxyHeader.LineTooLong(107));
            assertThat(faultOf(bytes(longest.replace("\r\n", "xx\n")))).isEqualTo(new BadProxyHeader.LineTooLong(107));
            assertThat(faultOf(bytes(longest.replace("\r\n", "x\nx\n")))).isInstanceOf(BadProxyHeader.BadLine.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"11 11 000c", "31 11 000c", "22 11 000c", "21 41 000c", "21 13 000c"})
        void areKindsThatDoNotExist(String rest) {
            assertThat(faultOf(hex(SIGNATURE, rest, ENDPOINTS))).isInstanceOf(BadProxyHeader.UnknownKind.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"21 11 000b", "21 21 000c", "21 31 000c"})
        void areAddressesThatDoNotFit(String rest) {
            assertThat(faultOf(hex(SIGNATURE, rest, ENDPOINTS))).isInstanceOf(BadProxyHeader.AddressesCut.class);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "02",
                    "02 00",
                    "02 0001",
                    "02 0005 66747073",
                    "20 0004 00000000",
                    "20 0007 0100000000 2100",
                    "20 0009 0100000000 21 0002 41",
                    "ee 0004 01000000",
                    "ee 0006 010000000000",
                    "03 0003 000000"
                })
        void areValuesThatDoNotFit(String tlvs) {
            var values = hex(tlvs);
            var length = HexFormat.of().toHexDigits((short) (12 + values.length));

            assertThat(faultOf(hex(SIGNATURE, "21 11", length, ENDPOINTS, tlvs)))
                    .isInstanceOf(BadProxyHeader.TlvCut.class);
        }

        @Test
        void sayWhatWasSeen() {
            assertThatExceptionOfType(BadProxyHeader.class)
                    .isThrownBy(() -> read(bytes("USER anna\r\n")))
                    .withMessage("\"USER anna??\" where a PROXY header was expected");
        }
    }

    private static BadProxyHeader.Fault faultOf(byte[] bytes) {
        try {
            throw new AssertionError("no fault in " + read(bytes));
        } catch (BadProxyHeader e) {
            assertThatExceptionOfType(BadProxyHeader.class)
                    .isThrownBy(() -> readByteByByte(bytes))
                    .satisfies(same -> assertThat(same.what()).hasSameClassAs(e.what()));
            return e.what();
        }
    }

    private static ProxyHeader read(byte[] bytes) throws BadProxyHeader {
        return read(ByteBuffer.wrap(bytes));
    }

    private static ProxyHeader read(ByteBuffer bytes) throws BadProxyHeader {
        var reader = new ProxyHeaderReader();
        while (bytes.hasRemaining()) {
            int count = Math.min(reader.wanted(), bytes.remaining());
            var header = reader.take(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            if (header.isPresent()) {
                return header.get();
            }
        }
        throw new AssertionError("no header yet");
    }

    private static ProxyHeader readByteByByte(byte[] bytes) throws BadProxyHeader {
        var reader = new ProxyHeaderReader();
        for (int i = 0; i < bytes.length; i++) {
            assertThat(reader.wanted()).isPositive();
            var header = reader.take(ByteBuffer.wrap(bytes, i, 1));
            if (header.isPresent()) {
                assertThat(i).isEqualTo(bytes.length - 1);
                return header.get();
            }
        }
        throw new AssertionError("no header yet");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts).replace(" ", ""));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}
