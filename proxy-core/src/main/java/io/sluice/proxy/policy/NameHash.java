package io.sluice.proxy.policy;

import io.sluice.ftp.WireText;

/// The hash by which a name finds its member: `h = h * 33 + byte` over the bytes from the last to the first, in 32
/// bits, where a byte above 127 counts as negative. The same name finds the same member as in the original, as long as
/// the list is the same.
final class NameHash {
    private NameHash() {}

    /// The index of the name's member among so many.
    static int index(String name, int members) {
        int hash = 0;
        var bytes = WireText.bytes(name);
        for (int i = bytes.length - 1; i >= 0; i--) {
            hash = hash * 33 + bytes[i];
        }
        return Integer.remainderUnsigned(hash, members);
    }
}
