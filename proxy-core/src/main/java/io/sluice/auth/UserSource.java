package io.sluice.auth;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Where users come from; one of the modules of `AuthOrder`.
sealed interface UserSource {

    /// The user with the hash in force.
    Optional<UserEntry> find(String name);

    List<String> groups(UserEntry user);

    /// A hash in the form this source has, for users it does not know.
    Optional<String> someHash();

    /// Whether the account or its password is past its time.
    default Optional<LoginOutcome.Reason> expired(String name, LocalDate today) {
        return Optional.empty();
    }

    /// `mod_auth_file.c`: `AuthUserFile` and `AuthGroupFile`.
    record Files(Optional<UserFile> users, Optional<GroupFile> groupFile) implements UserSource {
        @Override
        public Optional<UserEntry> find(String name) {
            return users.flatMap(file -> file.find(name));
        }

        @Override
        public List<String> groups(UserEntry user) {
            return groupFile.map(file -> file.of(user)).orElseGet(() -> GroupFile.withoutName(user));
        }

        @Override
        public Optional<String> someHash() {
            return users.flatMap(UserFile::someHash);
        }
    }

    /// `mod_auth_unix.c`: the machine's own users, with the hashes of shadow(5) where the process may read them.
    record Machine(UserFile users, GroupFile groupFile, WatchedFile<Map<String, Shadow>> shadow) implements UserSource {

        static Machine of(SystemFiles files, Consumer<String> log) {
            return new Machine(
                    new UserFile(AccountFile.of(files.passwd()), log),
                    new GroupFile(AccountFile.of(files.group()), log),
                    new WatchedFile<>(files.shadow(), Machine::parse, log));
        }

        /// Hash, and in days since 1970 the last change of the password and the end of the account; in days the age at
        /// which a password ends.
        record Shadow(String hash, OptionalLong changed, OptionalLong oldest, OptionalLong end) {}

        @Override
        public Optional<UserEntry> find(String name) {
            return users.find(name)
                    .map(user -> user.hash().equals("x")
                            ? user.withHash(Optional.ofNullable(shadow.content().get(name))
                                    .map(Shadow::hash)
                                    .orElse("*"))
                            : user);
        }

        @Override
        public List<String> groups(UserEntry user) {
            return groupFile.of(user);
        }

        @Override
        public Optional<String> someHash() {
            return shadow.content().values().stream()
                    .map(Shadow::hash)
                    .filter(hash -> !PasswordHash.isLocked(hash))
                    .findFirst();
        }

        @Override
        public Optional<LoginOutcome.Reason> expired(String name, LocalDate today) {
            return Optional.ofNullable(shadow.content().get(name)).flatMap(entry -> {
                var day = today.toEpochDay();
                if (entry.end().isPresent() && day >= entry.end().getAsLong()) {
                    return Optional.of(LoginOutcome.Reason.ACCOUNT_DISABLED);
                }
                var passwordEnds = entry.changed().isPresent() && entry.oldest().isPresent();
                return passwordEnds
                                && day
                                        > entry.changed().getAsLong()
                                                + entry.oldest().getAsLong()
                        ? Optional.of(LoginOutcome.Reason.PASSWORD_EXPIRED)
                        : Optional.empty();
            });
        }

        private static Map<String, Shadow> parse(List<String> lines) {
            return lines.stream()
                    .map(line -> line.split(":", -1))
                    .filter(fields -> fields.length == 9)
                    .collect(Collectors.toMap(
                            fields -> fields[0],
                            fields -> new Shadow(
                                    fields[1],
                                    UserFile.number(fields[2]),
                                    UserFile.number(fields[4]),
                                    UserFile.number(fields[7])),
                            (first, _) -> first));
        }
    }
}
