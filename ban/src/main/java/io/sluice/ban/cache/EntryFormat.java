package io.sluice.ban.cache;

import io.sluice.ban.BanType;

/// How a ban is written into a store. A format is a wire format: other programs read it.
public sealed interface EntryFormat permits JsonFormat, TplFormat {
    /// Of Redis always, of memcached with `BanCacheOptions UseJSON`.
    EntryFormat JSON = new JsonFormat();

    /// Of memcached otherwise.
    EntryFormat TPL = new TplFormat();

    /// The key of the ban of a subject, behind the prefix of all bans.
    ///
    /// @param name wire text
    byte[] key(BanType type, String name);

    byte[] value(SharedEntry entry);

    SharedEntry read(byte[] value) throws Undecodable;
}
