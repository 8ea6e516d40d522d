package io.sluice.ban;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What rules count: an occurrence that speaks against a client.
public sealed interface BanEvent {

    /// As rules write it.
    String word();

    /// As logs, reasons and lists write it.
    String shown();

    /// What is banned when it has occurred too often.
    BanType bans();

    /// The event of the server that it stands for; empty for those that no event of the server stands for.
    Optional<String> raisedAs();

    /// The event of that name, which is known in any case of its letters; every other word is an event of that very
    /// name.
    static BanEvent named(String word) {
        var known = Optional.<BanEvent>ofNullable(Known.BY_NAME.get(word.toLowerCase(Locale.ROOT)));
        return known.orElseGet(() -> new UserDefined(word));
    }

    /// Those that have a name of their own.
    enum Known implements BanEvent {
        ANON_REJECT_PASSWORDS("AnonRejectPasswords", BanType.HOST, "mod_auth.anon-reject-passwords"),
        BAD_PROTOCOL("BadProtocol", BanType.HOST, "core.bad-protocol"),
        /// A client has connected that is not banned. Counted where bans are checked.
        CLIENT_CONNECT_RATE("ClientConnectRate", BanType.HOST, ""),
        EMPTY_PASSWORD("EmptyPassword", BanType.HOST, "mod_auth.empty-password"),
        LOGIN_RATE("LoginRate", BanType.USER, "core.logged-in"),
        MAX_CLIENTS_PER_CLASS("MaxClientsPerClass", BanType.CLASS, "mod_auth.max-clients-per-class"),
        MAX_CLIENTS_PER_HOST("MaxClientsPerHost", BanType.HOST, "mod_auth.max-clients-per-host"),
        MAX_CLIENTS_PER_USER("MaxClientsPerUser", BanType.USER, "mod_auth.max-clients-per-user"),
        MAX_COMMAND_RATE("MaxCommandRate", BanType.HOST, "core.max-command-rate"),
        MAX_CONNECTIONS_PER_HOST("MaxConnectionsPerHost", BanType.HOST, "mod_auth.max-connections-per-host"),
        MAX_HOSTS_PER_USER("MaxHostsPerUser", BanType.USER, "mod_auth.max-hosts-per-user"),
        MAX_LOGIN_ATTEMPTS("MaxLoginAttempts", BanType.HOST, "mod_auth.max-login-attempts"),
        MAX_LOGIN_ATTEMPTS_FROM_USER("MaxLoginAttemptsFromUser", BanType.USER_AT_HOST, "mod_auth.max-login-attempts"),
        ROOT_LOGIN("RootLogin", BanType.HOST, "mod_auth.root-login"),
        TIMEOUT_IDLE("TimeoutIdle", BanType.HOST, "core.timeout-idle"),
        TIMEOUT_LOGIN("TimeoutLogin", BanType.HOST, "core.timeout-login"),
        TIMEOUT_NO_TRANSFER("TimeoutNoTransfer", BanType.HOST, "core.timeout-no-transfer"),
        TLS_HANDSHAKE("TLSHandshake", BanType.HOST, "mod_tls.ctrl-handshake"),
        UNHANDLED_COMMAND("UnhandledCommand", BanType.HOST, "core.unhandled-command");

        private static final Map<String, Known> BY_NAME = Arrays.stream(values())
                .collect(Collectors.toUnmodifiableMap(
                        event -> event.word.toLowerCase(Locale.ROOT), Function.identity()));

        private final String word;
        private final BanType bans;
        private final String raisedAs;

        Known(String word, BanType bans, String raisedAs) {
            this.word = word;
            this.bans = bans;
            this.raisedAs = raisedAs;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String shown() {
            return word;
        }

        @Override
        public BanType bans() {
            return bans;
        }

        @Override
        public Optional<String> raisedAs() {
            return Optional.of(raisedAs).filter(name -> !name.isEmpty());
        }
    }

    /// One of a name that somebody else raises; bans addresses.
    record UserDefined(String word) implements BanEvent {
        @Override
        public String shown() {
            return "(user-defined)";
        }

        @Override
        public BanType bans() {
            return BanType.HOST;
        }

        @Override
        public Optional<String> raisedAs() {
            return Optional.of(word);
        }
    }
}
