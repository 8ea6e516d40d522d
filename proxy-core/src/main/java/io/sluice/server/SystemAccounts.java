package io.sluice.server;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;

/// The users and groups of the machine, as far as `User` and `Group` ask for them. Where there is no such service every
/// name is known.
final class SystemAccounts {
    private SystemAccounts() {}

    static boolean hasUser(String name) {
        return has(service -> service.lookupPrincipalByName(name));
    }

    static boolean hasGroup(String name) {
        return has(service -> service.lookupPrincipalByGroupName(name));
    }

    /// The user that the process runs as.
    static Optional<String> running() {
        return Optional.ofNullable(System.getProperty("user.name"));
    }

    @FunctionalInterface
    private interface Question {
        Object ask(UserPrincipalLookupService service) throws IOException;
    }

    private static boolean has(Question question) {
        try {
            question.ask(FileSystems.getDefault().getUserPrincipalLookupService());
            return true;
        } catch (UserPrincipalNotFoundException _) {
            return false;
        } catch (IOException | UnsupportedOperationException _) {
            return true;
        }
    }
}
