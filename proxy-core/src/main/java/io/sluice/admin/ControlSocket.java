package io.sluice.admin;

import io.sluice.net.ErrorText;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// A Unix socket in the file system that everybody may connect to, and the one thread that waits for them.
final class ControlSocket implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(100);

    private final Path path;
    private final ServerSocketChannel channel;
    private final Object file;

    private ControlSocket(Path path, ServerSocketChannel channel, Object file) {
        this.path = path;
        this.channel = channel;
        this.file = file;
    }

    /// Binds it. One that nobody listens on any more is replaced. It gets its name when its mode and its owner are
    /// right, so nobody sees it otherwise.
    ///
    /// @param complaint is told whom it cannot be given to
    /// @throws IOException in a sentence, if it cannot be
    static ControlSocket bind(Path path, Optional<ControlsDirectives.SocketOwner> owner, Consumer<String> complaint)
            throws IOException {
        try {
            removeLeftOver(path);
            var before = path.resolveSibling(".ctl" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet());
            var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.bind(UnixDomainSocketAddress.of(before));
                Files.setPosixFilePermissions(before, PosixFilePermissions.fromString("rwxrwxrwx"));
                if (owner.isPresent()) {
                    give(before, owner.get(), complaint);
                }
                Files.move(before, path, StandardCopyOption.ATOMIC_MOVE);
                return new ControlSocket(path, channel, key(path));
            } catch (IOException | RuntimeException e) {
                channel.close();
                Files.deleteIfExists(before);
                throw e;
            }
        } catch (IOException e) {
            throw new IOException("unable to listen on '" + path + "': " + ErrorText.of(e), e);
        } catch (UnsupportedOperationException e) {
            throw new IOException("unable to listen on '" + path + "': this system has no Unix sockets", e);
        }
    }

    /// A socket of a server that has been killed. Nothing else is removed.
    private static void removeLeftOver(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return;
        }
        if (!found.isOther()) {
            throw new IOException("is no socket");
        }
        try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new IOException("another server listens there");
        } catch (java.net.ConnectException _) {
            Files.deleteIfExists(path);
        }
    }

    /// A name that nobody has changes nothing.
    private static void give(Path path, ControlsDirectives.SocketOwner owner, Consumer<String> complaint)
            throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        var user = Accounts.user(owner.user());
        var group = Accounts.group(owner.group());
        if (user.isPresent()) {
            view.setOwner(user.get());
        } else {
            complaint.accept("ControlsSocketOwner: no such user '" + owner.user() + "'");
        }
        if (group.isPresent()) {
            view.setGroup(group.get());
        } else {
            complaint.accept("ControlsSocketOwner: no such group '" + owner.group() + "'");
        }
    }

    private static Object key(Path path) throws IOException {
        var key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? path : key;
    }

    Path path() {
        return path;
    }

    /// Hands out connections from now on; whoever gets one closes it.
    void start(Consumer<SocketChannel> accepted) {
        Thread.ofVirtual().name("controls").start(() -> {
            while (channel.isOpen()) {
                try {
                    accepted.accept(channel.accept());
                } catch (ClosedChannelException _) {
                    return;
                } catch (IOException _) {
                    LockSupport.parkNanos(AFTER_A_FAILURE.toNanos()); // too many open files, and the like
                }
            }
        });
    }

    boolean isListening() {
        return channel.isOpen();
    }

    /// Stops listening, and leaves the socket in its place.
    void stopListening() {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    /// Stops listening, and removes the socket unless another has taken its place.
    @Override
    public void close() {
        try {
            channel.close();
            if (key(path).equals(file)) {
                Files.deleteIfExists(path);
            }
        } catch (IOException _) {
            // it is gone already
        }
    }
}
