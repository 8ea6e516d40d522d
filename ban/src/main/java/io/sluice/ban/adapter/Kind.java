package io.sluice.ban.adapter;

import io.sluice.ban.AddressText;
import io.sluice.ban.BanType;
import io.sluice.ftp.WireText;
import io.sluice.module.CoreServices;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The types of bans as requests name them and answers speak of them, in the order in which they are listed.
enum Kind {
    USER(BanType.USER, "users", "Banned Users:", "ban list"),
    USER_AT_HOST(BanType.USER_AT_HOST, "user@hosts", "Banned User@Hosts:", "ban list"),
    HOST(BanType.HOST, "hosts", "Banned Hosts:", "banned hosts list"),
    CLASS(BanType.CLASS, "classes", "Banned Classes:", "banned classes list");

    private final BanType type;
    private final String many;
    private final String heading;
    private final String list;

    Kind(BanType type, String many, String heading, String list) {
        this.type = type;
        this.many = many;
        this.heading = heading;
        this.list = list;
    }

    static Optional<Kind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    BanType type() {
        return type;
    }

    String word() {
        return type.word();
    }

    String many() {
        return many;
    }

    String heading() {
        return heading;
    }

    /// As the log speaks of what one is removed from.
    String list() {
        return list;
    }

    /// What bans of one that a request names are by; none if it is a host that has no address.
    List<String> names(String asked, CoreServices core) {
        return switch (this) {
            case USER, USER_AT_HOST, CLASS -> List.of(WireText.of(asked));
            case HOST ->
                core.addresses(asked).stream().map(AddressText::of).distinct().toList();
        };
    }
}
