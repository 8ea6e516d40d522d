package io.sluice.ftp.listing;

/// How symbolic links are told: that they are links, or also where they lead (`UseSlink`).
public enum LinkForm {
    SYMLINK,
    SLINK
}
