package io.sluice.ban.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatTest {
    private static final String ENTRY = "{\"version\":2,\"update_ts\":1,\"ip_addr\":\"192.0.2.7\",\"port\":5376,"
            + "\"ban_type\":\"host ban\",\"ban_name\":\"192.0.2.1\",\"ban_reason\":\"why\",\"ban_message\":\"what\","
            + "\"expires_ts\":9,\"server_id\":3}";

    private final EntryFormat format = EntryFormat.JSON;

    private static Ban ban(BanType type, String name, int serverId) {
        return new Ban(
                type,
                name,
                "MaxLoginAttemptsFromUser autoban at Sun Nov 29 01:02:15 2026",
                "Too many from user %u at %a",
                Optional.of(Instant.ofEpochSecond(1_795_914_435)),
                serverId);
    }

    private static SharedEntry entry(Ban ban) {
        return SharedEntry.of(ban, new InetSocketAddress("127.0.0.1", 47_211), Instant.ofEpochSecond(1_795_914_135));
    }

    @Nested
    class Writing {
        @Test
        @DisplayName("BAN-39 A key has the type, the escaped name, and a NUL, as mod_ban writes it")
        void keysAreThoseOfTheReference() {
            assertThat(format.key(BanType.HOST, "127.0.0.1")).isEqualTo(Observed.HOST_KEY);
        }

        @Test
        @DisplayName("BAN-50 Quotation marks, backslashes and UTF-8 in a name make the key that mod_ban makes")
        void awkwardNamesMakeTheKeyOfTheReference() {
            assertThat(format.key(BanType.USER_AT_HOST, Observed.AWKWARD_NAME)).isEqualTo(Observed.AWKWARD_KEY);
            assertThat(format.key(BanType.USER_AT_HOST, Observed.CONTROL_NAME)).isEqualTo(Observed.CONTROL_KEY);
            assertThat(format.key(BanType.USER_AT_HOST, Observed.OTHER_CONTROL_NAME))
                    .isEqualTo(Observed.OTHER_CONTROL_KEY);
        }

        @Test
        @DisplayName("BAN-39 BAN-50 A value has the members of mod_ban in its order, its swapped port, and a NUL")
        void valuesAreThoseOfTheReference() {
            var entry = entry(ban(BanType.USER_AT_HOST, Observed.AWKWARD_NAME, 1));

            assertThat(format.value(entry)).isEqualTo(Observed.AWKWARD_VALUE);
        }

        @Test
        @DisplayName("BAN-44 A ban for every server is written with 1, because mod_ban rejects 0")
        void serverZeroIsNeverWritten() {
            var entry = entry(ban(BanType.USER_AT_HOST, Observed.AWKWARD_NAME, Ban.EVERY_SERVER));

            assertThat(format.value(entry)).isEqualTo(Observed.AWKWARD_VALUE);
        }

        @Test
        void bytesThatAreNotUtf8AreWrittenAsCharactersOfLatin1() {
            assertThat(format.key(BanType.USER, "lat\u00e9in"))
                    .isEqualTo(Observed.wire("{\"ban_type_id\":3,\"ban_name\":\"lat\\u00E9in\"}\0"));
        }

        @Test
        @DisplayName("BAN-50 A name that looks like an escaped one makes a key of its own")
        void aNameThatLooksLikeAnEscapeIsEscaped() {
            assertThat(format.key(BanType.USER, "\\u001F"))
                    .isEqualTo(Observed.wire("{\"ban_type_id\":3,\"ban_name\":\"\\\\u001F\"}\0"));
        }
    }

    @Nested
    class Reading {
        @Test
        @DisplayName("BAN-40 BAN-50 What mod_ban has written is read, member by member")
        void anEntryOfTheReferenceIsRead() throws Exception {
            assertThat(format.read(Observed.AWKWARD_VALUE))
                    .isEqualTo(entry(ban(BanType.USER_AT_HOST, Observed.AWKWARD_NAME, 1)));
            assertThat(format.read(Observed.HOST_VALUE).place()).isEqualTo(new Place("127.0.0.1", 27_320));
        }

        @ParameterizedTest
        @EnumSource
        void everyTypeIsReadAsItWasWritten(BanType type) throws Exception {
            var entry = entry(ban(type, "x\u001f\u0001", 2));

            assertThat(format.read(format.value(entry))).isEqualTo(entry);
        }

        @Test
        @DisplayName("BAN-39 An entry without its NUL, with more members, blanks and another order is read")
        void readingIsLenient() throws Exception {
            var whole = format.read(Observed.wire(ENTRY));
            var other =
                    "{ \"server_id\": 3, \"more\": [{}], " + ENTRY.substring(1).replace(",\"server_id\":3", "");

            assertThat(format.read(Observed.wire(other))).isEqualTo(whole);
            assertThat(format.read(Arrays.copyOf(Observed.HOST_VALUE, Observed.HOST_VALUE.length - 1)))
                    .isEqualTo(format.read(Observed.HOST_VALUE));
        }

        @Test
        @DisplayName("BAN-44 server_id 0 is read")
        void serverZeroIsRead() throws Exception {
            assertThat(format.read(Observed.wire(ENTRY.replace("\"server_id\":3", "\"server_id\":0")))
                            .serverId())
                    .isZero();
        }
    }

    @Nested
    class Flaws {
        private Undecodable flaw(String entry) {
            return assertThatExceptionOfType(Undecodable.class)
                    .isThrownBy(() -> format.read(Observed.wire(entry + "\0")))
                    .actual();
        }

        @ParameterizedTest
        @ValueSource(strings = {"{nope", "", "{", "{\"version\":2}x", "nonsense", "[1", "{\"ban_name\":\"a\u00e9b\"}"})
        @DisplayName("BAN-46 What is no JSON is told as a whole")
        void whatIsNoJsonIsTold(String entry) {
            assertThat(flaw(entry)).hasMessage("unable to decode invalid JSON cache entry: '" + entry + "'");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "version",
                    "update_ts",
                    "ip_addr",
                    "port",
                    "ban_type",
                    "ban_name",
                    "ban_reason",
                    "ban_message",
                    "expires_ts",
                    "server_id"
                })
        @DisplayName("BAN-46 Each missing member, and each of another type, has its line")
        void everyMemberIsNeeded(String name) {
            var without = ENTRY.replaceFirst("\"" + name + "\":(\"[^\"]*\"|\\d+),?", "")
                    .replace(",}", "}");
            var other = ENTRY.replaceFirst("\"" + name + "\":(\"[^\"]*\"|\\d+)", "\"" + name + "\":true");
            boolean isText = ENTRY.contains("\"" + name + "\":\"");

            assertThat(flaw(without))
                    .hasMessage("missing required '" + name + "' JSON field in '" + without + "'")
                    .returns(false, Undecodable::isOnlyTraced);
            assertThat(flaw(other))
                    .hasMessage("ignoring non-" + (isText ? "string" : "number") + " '" + name + "' JSON field in '"
                            + other + "'")
                    .returns(true, Undecodable::isOnlyTraced);
        }

        @Test
        @DisplayName("BAN-46 JSON that is no object lacks its first member")
        void anArrayLacksTheVersion() {
            assertThat(flaw("[1]")).hasMessage("missing required 'version' JSON field in '[1]'");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                "version":2   | "version":3       | unsupported/unknown version value '3' in cached JSON value, rejecting
                "version":2   | "version":1       | unsupported/unknown version value '1' in cached JSON value, rejecting
                "port":5376   | "port":0          | invalid port number 0 in cached JSON value, rejecting
                "port":5376   | "port":65536      | invalid port number 65536 in cached JSON value, rejecting
                "server_id":3 | "server_id":-1    | invalid server ID -1 in cached JSON value, rejecting
                """)
        @DisplayName("BAN-46 A version, port or server that cannot be has its line")
        void impossibleNumbersAreRejected(String member, String other, String line) {
            assertThat(flaw(ENTRY.replace(member, other))).hasMessage(line).returns(false, Undecodable::isOnlyTraced);
        }

        @ParameterizedTest
        @ValueSource(strings = {"moon ban", "host", "ban", " ban", ""})
        @DisplayName("BAN-46 A type that nobody knows is traced")
        void unknownTypesAreTraced(String type) {
            assertThat(flaw(ENTRY.replace("host ban", type)))
                    .hasMessage("ignoring unknown/unsupported 'ban_type' JSON field value: " + type)
                    .returns(true, Undecodable::isOnlyTraced);
        }
    }
}
