package io.sluice.proxy.lookup;

import io.sluice.config.BadValue;
import io.sluice.ftp.WireText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The path of a file for each user (`%U` stands for the name) or for each primary group (`%g`).
public record FileTemplate(String written, Key key) {
    private static final int LONGEST_NAME = 255;

    /// Whose name is put in.
    public enum Key {
        USER("%U"),
        GROUP("%g");

        private final String variable;

        Key(String variable) {
            this.variable = variable;
        }
    }

    /// The template a path is; empty for the path of one single file.
    static Optional<FileTemplate> of(String path) throws BadValue {
        boolean user = path.contains(Key.USER.variable);
        boolean group = path.contains(Key.GROUP.variable);
        if (user && group) {
            throw new BadValue("error reading ProxyReverseServers file '" + path
                    + "': Invalid argument (either %U or %g, not both)");
        }
        return user || group ? Optional.of(new FileTemplate(path, user ? Key.USER : Key.GROUP)) : Optional.empty();
    }

    /// The file for a name, which is wire text; empty for a name that no file is called by, whoever sends it.
    Optional<Path> file(String name) {
        if (!isFileName(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(written.replace(key.variable, WireText.display(name))));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static boolean isFileName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '/' || c == '\\')
                && WireText.of(WireText.display(name)).equals(name); // it is UTF-8
    }
}
