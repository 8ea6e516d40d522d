package io.sluice.admin;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Optional;

/// The users and groups of this machine, as the system knows them by name. Two names may stand for one.
final class Accounts {
    private Accounts() {}

    static Optional<UserPrincipal> user(String name) {
        return known(service -> service.lookupPrincipalByName(name));
    }

    static Optional<GroupPrincipal> group(String name) {
        return known(service -> service.lookupPrincipalByGroupName(name));
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(UserPrincipalLookupService service) throws IOException;
    }

    private static <T> Optional<T> known(Question<T> question) {
        try {
            return Optional.of(question.ask(FileSystems.getDefault().getUserPrincipalLookupService()));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }
}
