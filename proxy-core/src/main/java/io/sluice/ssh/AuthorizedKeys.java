package io.sluice.ssh;

import io.sluice.ftp.WireText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// Which keys may be used to be let in as which user (`SFTPAuthorizedUserKeys`): files in the form of RFC 4716 or as
/// OpenSSH has them, `%u` in their names being the user. They are read whenever somebody asks.
///
/// @param files names of files
/// @param log gets what is wrong with a file
public record AuthorizedKeys(List<String> files, Consumer<String> log) {
    private static final String BEGIN = "---- BEGIN SSH2 PUBLIC KEY ----";
    private static final String END = "---- END SSH2 PUBLIC KEY ----";

    public AuthorizedKeys {
        files = List.copyOf(files);
    }

    /// Nobody's.
    public static AuthorizedKeys none() {
        return new AuthorizedKeys(List.of(), _ -> {});
    }

    /// Whether a key is one of that user, whose name is wire text.
    boolean has(String user, PublicKey key) {
        var name = WireText.display(user);
        return paths(name).flatMap(this::keys).anyMatch(known -> KeyUtils.compareKeys(known, key));
    }

    /// A name that leads elsewhere has no files.
    private Stream<Path> paths(String user) {
        boolean plain = !user.isEmpty() && !user.contains("/") && !user.startsWith(".") && user.indexOf(0) < 0;
        return files.stream()
                .filter(file -> plain || !file.contains("%u"))
                .map(file -> Path.of(file.replace("%u", user)))
                .filter(Files::isRegularFile);
    }

    private Stream<PublicKey> keys(Path file) {
        try {
            return parse(Files.readString(file)).stream();
        } catch (IOException | IllegalArgumentException | GeneralSecurityException | BufferException e) {
            log.accept("unable to use SFTPAuthorizedUserKeys '" + file + "': " + e.getMessage());
            return Stream.empty();
        }
    }

    static List<PublicKey> parse(String text) throws IOException, GeneralSecurityException {
        var keys = new ArrayList<PublicKey>();
        var block = new StringBuilder();
        boolean inBlock = false;
        boolean inHeader = false;
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.equals(BEGIN)) {
                inBlock = true;
                block.setLength(0);
            } else if (line.equals(END)) {
                inBlock = false;
                keys.add(new ByteArrayBuffer(Base64.getMimeDecoder().decode(block.toString())).getRawPublicKey());
            } else if (inBlock) {
                boolean header = inHeader || line.indexOf(':') >= 0;
                inHeader = header && line.endsWith("\\");
                block.append(header ? "" : line);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                        .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
            }
        }
        keys.removeIf(java.util.Objects::isNull);
        return keys;
    }
}
