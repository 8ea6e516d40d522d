package io.sluice.tls.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The bytes are those that mod_tls_redis and mod_tls_memcache of ProFTPD 1.3.8 write.
class JsonFormatTest {
    private static final JsonFormat SESSIONS = new JsonFormat(Subject.SESSIONS);
    private static final JsonFormat RESPONSES = new JsonFormat(Subject.RESPONSES);
    private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static void isRefused(String value, String why) {
        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> SESSIONS.read(bytes(value)))
                .withMessage(why);
    }

    @Nested
    class Sessions {
        @Test
        @DisplayName("CACHE-95 TLS-REDIS-01 TLS-MC-01 keys and values of sessions, byte for byte with their NUL")
        void bytesOfSessions() {
            assertThat(SESSIONS.key("0a1b2c")).isEqualTo(bytes("{\"id\":\"0a1b2c\"}\0"));
            assertThat(SESSIONS.value(new Stamped(new byte[] {0x30, 1, 0}, 1795228936)))
                    .isEqualTo(bytes("{\"expires\":1795228936,\"data\":\"MAEA\",\"data_len\":3}\0"));
        }

        @Test
        @DisplayName("CACHE-97 what is written is read, also without the NUL, in another order, and with more members")
        void read() throws Exception {
            var session = new Stamped(new byte[] {0x30, 1, 0}, 1795228936);

            assertThat(SESSIONS.read(SESSIONS.value(session))).isEqualTo(session);
            assertThat(SESSIONS.read(bytes("{\"expires\":1795228936,\"data\":\"MAEA\",\"data_len\":3}")))
                    .isEqualTo(session);
            assertThat(SESSIONS.read(bytes("{ \"more\": {\"a\":[1]}, \"data_len\":3.0, \"data\":\"MAEA\","
                            + " \"expires\":1795228936 }\0")))
                    .isEqualTo(session);
        }

        @Test
        @DisplayName("CACHE-98 zeros at the end of a session stay")
        void zerosAtTheEnd() throws Exception {
            for (int zeros = 1; zeros < 5; zeros++) {
                byte[] text = new byte[2 + zeros];
                text[0] = 0x30;
                var session = new Stamped(text, 1795228936);

                assertThat(SESSIONS.read(SESSIONS.value(session))).isEqualTo(session);
            }
        }

        @Test
        @DisplayName("CACHE-97 each missing member is named")
        void missingMembers() {
            isRefused("{\"data\":\"MAEA\",\"data_len\":3}\0", "missing required 'expires' JSON field");
            isRefused("{\"expires\":1,\"data_len\":3}\0", "missing required 'data' JSON field");
            isRefused("{\"expires\":1,\"data\":\"MAEA\"}\0", "missing required 'data_len' JSON field");
        }

        @Test
        @DisplayName("CACHE-97 each member of a wrong type is named")
        void wrongTypes() {
            isRefused(
                    "{\"expires\":\"1\",\"data\":\"MAEA\",\"data_len\":3}\0",
                    "ignoring non-number 'expires' JSON field");
            isRefused("{\"expires\":1,\"data\":7,\"data_len\":3}\0", "ignoring non-string 'data' JSON field");
            isRefused(
                    "{\"expires\":1,\"data\":\"MAEA\",\"data_len\":null}\0",
                    "ignoring non-number 'data_len' JSON field");
        }

        @Test
        @DisplayName("CACHE-97 no JSON, bad base64, and a wrong length are refused, and nothing of them is told")
        void nonsense() {
            for (String text : new String[] {"", "\0", "secret", "[1]", "{\"expires\":1", "{} {}", "{}x\0\0"}) {
                isRefused(text, "unable to decode invalid JSON session cache entry");
            }
            isRefused("{\"expires\":1,\"data\":\"M!EA\",\"data_len\":3}", "unable to base64-decode 'data' JSON field");
            isRefused(
                    "{\"expires\":1,\"data\":\"MAEA\",\"data_len\":4}",
                    "'data_len' JSON field says 4 bytes, but there are 3");
        }

        @Test
        @DisplayName("CACHE-97 more than 10,240 bytes are too large")
        void tooLarge() throws Exception {
            assertThat(SESSIONS.read(ofLength(10_240)).text()).hasSize(10_240);
            assertThatExceptionOfType(Undecodable.class)
                    .isThrownBy(() -> SESSIONS.read(ofLength(10_241)))
                    .withMessage("decoded JSON session cache entry too large, ignoring");
        }

        private static byte[] ofLength(int length) {
            return bytes("{\"expires\":1,\"data\":\"" + Base64.getEncoder().encodeToString(new byte[length])
                    + "\",\"data_len\":" + length + "}\0");
        }
    }

    @Test
    @DisplayName("CACHE-100 TLS-REDIS-02 keys and values of OCSP responses, byte for byte with their NUL")
    void bytesOfResponses() throws Exception {
        var fingerprint = "9c1185a5c5e9fc54612808977ee8f548b2258d31";
        var response = new Stamped(TRY_LATER, 1795228936);

        assertThat(RESPONSES.key(fingerprint)).isEqualTo(bytes("{\"fingerprint\":\"" + fingerprint + "\"}\0"));
        assertThat(RESPONSES.value(response))
                .isEqualTo(bytes("{\"expires\":1795228936,\"response\":\"MAMKAQM=\",\"response_len\":5}\0"));
        assertThat(RESPONSES.read(RESPONSES.value(response))).isEqualTo(response);
    }

    @Test
    @DisplayName("CACHE-100 OCSP responses of more than 4,096 bytes are too large")
    void largeResponses() {
        assertThatExceptionOfType(Undecodable.class)
                .isThrownBy(() -> RESPONSES.read(RESPONSES.value(new Stamped(new byte[4_097], 1))))
                .withMessage("decoded JSON OCSP cache entry too large, ignoring");
    }

    @Test
    void namesAreReadFromKeys() {
        assertThat(SESSIONS.name(SESSIONS.key("0a1b"))).isEqualTo("0a1b");
        assertThat(SESSIONS.name(bytes("{\"id\":\""))).isEmpty();
    }
}
