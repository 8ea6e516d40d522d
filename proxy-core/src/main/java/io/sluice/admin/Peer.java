package io.sluice.admin;

import io.sluice.module.AccessList;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;

/// Who is at the other end of a control socket: the effective user and group of the process, as the system tells them.
record Peer(UserPrincipal user, GroupPrincipal group) {

    /// Empty where the system does not tell.
    static Optional<Peer> of(SocketChannel channel) {
        try {
            var told = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return Optional.of(new Peer(told.user(), told.group()));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /// Whether the last of the lists for users admits it, or the last for groups.
    boolean isAdmittedBy(List<AccessList> lists) {
        return admits(lists, AccessList.Kind.USER, this::isUser) || admits(lists, AccessList.Kind.GROUP, this::isGroup);
    }

    private static boolean admits(List<AccessList> lists, AccessList.Kind kind, Predicate<String> isOneOf) {
        return lists.stream()
                .filter(list -> list.kind() == kind)
                .reduce((_, later) -> later)
                .filter(list -> list.admits(isOneOf))
                .isPresent();
    }

    private boolean isUser(String name) {
        return name.equals(user.getName())
                || known(service -> service.lookupPrincipalByName(name)).equals(Optional.of(user));
    }

    private boolean isGroup(String name) {
        return name.equals(group.getName())
                || known(service -> service.lookupPrincipalByGroupName(name)).equals(Optional.of(group));
    }

    @FunctionalInterface
    private interface Question {
        UserPrincipal ask(UserPrincipalLookupService service) throws IOException;
    }

    /// Two names may stand for one user.
    private static Optional<UserPrincipal> known(Question question) {
        try {
            return Optional.of(question.ask(FileSystems.getDefault().getUserPrincipalLookupService()));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return user.getName() + "/" + group.getName();
    }
}
