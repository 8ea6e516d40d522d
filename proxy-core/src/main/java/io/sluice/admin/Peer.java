package io.sluice.admin;

import io.sluice.module.AccessList;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import jdk.net.ExtendedSocketOptions;

/// Who is at the other end of a control socket: the effective user and group of the process, as the system tells them.
record Peer(UserPrincipal user, GroupPrincipal group) {
    private static final Pattern NAME_OF_A_CLIENT = Pattern.compile("/tmp/ftp\\.cl\\d+");
    private static final int TYPE_OF_FILE = 0170000;
    private static final int SOCKET = 0140000;

    /// Empty where the system does not tell.
    static Optional<Peer> of(SocketChannel channel) {
        try {
            var told = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return Optional.of(new Peer(told.user(), told.group()));
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /// Removes the name that `ftpdctl` gives to its end of a connection, if it is its own: releases without credentials
    /// of the system know by it who asks, and leave it to the server to remove it.
    void removeName(SocketChannel channel) {
        try {
            if (channel.getRemoteAddress() instanceof UnixDomainSocketAddress address
                    && NAME_OF_A_CLIENT.matcher(address.getPath().toString()).matches()
                    && isSocketOfThis(address.getPath())) {
                Files.deleteIfExists(address.getPath());
            }
        } catch (IOException | UnsupportedOperationException _) {
            // then it stays
        }
    }

    private boolean isSocketOfThis(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & TYPE_OF_FILE) == SOCKET
                && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
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
                || Accounts.user(name).filter(user::equals).isPresent();
    }

    private boolean isGroup(String name) {
        return name.equals(group.getName())
                || Accounts.group(name).filter(group::equals).isPresent();
    }

    @Override
    public String toString() {
        return user.getName() + "/" + group.getName();
    }
}
