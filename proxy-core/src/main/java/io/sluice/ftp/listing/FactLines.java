package io.sluice.ftp.listing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

/// Writes entries as the lines of `MLSD` (RFC 3659 §7.2): `fact=value;fact=value; name`, each with CRLF.
///
/// A value that the form cannot carry, because a blank, a `;` or a control character is in it, is left out, and the
/// target of a link then goes untold: a client would take the rest of the value for the name.
public final class FactLines {
    private static final int LONGEST_FIXED = 512;
    private static final String SLINK = "OS.unix=slink:";

    private final Set<Fact> wanted;
    private final LinkForm links;
    private byte[] bytes = new byte[16 * 1024];
    private int end;

    public FactLines(Facts facts, LinkForm links) {
        this.wanted = facts.wanted();
        this.links = links;
    }

    public void add(Listed entry) {
        ensure(LONGEST_FIXED
                + entry.name().length()
                + entry.target().length()
                + entry.owner().length()
                + entry.group().length());
        if (wants(Fact.MODIFY) && entry.modified().isPresent()) {
            putName(Fact.MODIFY);
            putPadded(entry.modified().getAsLong(), 14);
            put(';');
        }
        if (wants(Fact.PERM) && entry.mode().isPresent()) {
            putName(Fact.PERM);
            putPermissions(entry.mode().getAsInt(), entry.type().isDirectory());
            put(';');
        }
        if (wants(Fact.SIZE) && entry.size().isPresent()) {
            putName(Fact.SIZE);
            putNumber(entry.size().getAsLong());
            put(';');
        }
        if (wants(Fact.TYPE)) {
            putType(entry);
        }
        putId(entry.group(), Fact.UNIX_GROUP, Fact.UNIX_GROUPNAME);
        if (wants(Fact.UNIX_MODE) && entry.mode().isPresent()) {
            putName(Fact.UNIX_MODE);
            putMode(entry.mode().getAsInt());
            put(';');
        }
        putId(entry.owner(), Fact.UNIX_OWNER, Fact.UNIX_OWNERNAME);
        put(' ');
        put(entry.name());
        put('\r');
        put('\n');
    }

    private boolean wants(Fact fact) {
        return wanted.contains(fact);
    }

    private void putType(Listed entry) {
        putName(Fact.TYPE);
        if (links == LinkForm.SLINK && entry.type() == EntryType.LINK && isValue(entry.target())) {
            put(SLINK);
            put(entry.target());
        } else {
            put(entry.type().word());
        }
        put(';');
    }

    private void putId(Span id, Fact numeric, Fact named) {
        if (id.isEmpty()) {
            return;
        }
        var fact = id.isNumber() ? numeric : named;
        if (wants(fact) && isValue(id)) {
            putName(fact);
            put(id);
            put(';');
        }
    }

    private static boolean isValue(Span text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.at(i);
            if (c <= ' ' || c == ';' || c == 0x7F) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /// The letters of RFC 3659 §7.5.5, from the bits of user, group and others taken together.
    private void putPermissions(int mode, boolean directory) {
        boolean readable = (mode & 0444) != 0;
        boolean writable = (mode & 0222) != 0;
        boolean executable = (mode & 0111) != 0;
        if (directory) {
            putIf(writable, 'c');
            put('d');
            putIf(executable, 'e');
            putIf(writable, 'f');
            putIf(executable, 'l');
            putIf(writable, 'm');
            putIf(writable, 'p');
        } else {
            putIf(writable, 'a');
            put('d');
            putIf(writable, 'f');
            putIf(readable, 'r');
            putIf(writable, 'w');
        }
    }

    private void putMode(int mode) {
        put('0');
        for (int shift = mode >= 01000 ? 9 : 6; shift >= 0; shift -= 3) {
            put((char) ('0' + (mode >> shift & 7)));
        }
    }

    private void putIf(boolean really, char c) {
        if (really) {
            put(c);
        }
    }

    private void put(char c) {
        bytes[end++] = (byte) c;
    }

    private void put(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            bytes[end++] = (byte) ascii.charAt(i);
        }
    }

    private void putName(Fact fact) {
        put(fact.word());
        put('=');
    }

    private void put(Span text) {
        text.copyTo(bytes, end);
        end += text.length();
    }

    private void putNumber(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        putPadded(value, digits);
    }

    private void putPadded(long value, int digits) {
        long rest = value;
        for (int i = end + digits - 1; i >= end; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        end += digits;
    }

    private void ensure(int more) {
        if (bytes.length - end < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, end + more));
        }
    }

    /// What has been written since the last call. It is good until the next entry is added.
    public ByteBuffer take() {
        var written = ByteBuffer.wrap(bytes, 0, end);
        end = 0;
        return written;
    }

    /// How much memory is held.
    public int capacity() {
        return bytes.length;
    }
}
