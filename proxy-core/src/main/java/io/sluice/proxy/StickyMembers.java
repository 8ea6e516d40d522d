package io.sluice.proxy;

import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.ConnectPolicy;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The members that sticky policies have kept for users, groups, and hosts: one table for each policy, shared by all
/// virtual hosts of a configuration.
///
/// The lock of this object guards the tables. No table holds more than [#MOST_ROWS] rows: one that would is emptied
/// before the row is added.
public final class StickyMembers {
    static final int MOST_ROWS = 8192;

    /// A client of one pool.
    private record Row(Pool pool, String name) {}

    private final Map<ConnectPolicy, Map<Row, Member>> tables = new EnumMap<>(ConnectPolicy.class);

    synchronized Optional<Member> find(Pool pool, String name) {
        return Optional.ofNullable(table(pool).get(new Row(pool, name)));
    }

    synchronized void keep(Pool pool, String name, Member member) {
        var table = table(pool);
        var row = new Row(pool, name);
        if (table.size() == MOST_ROWS && !table.containsKey(row)) {
            table.clear();
        }
        table.put(row, member);
    }

    synchronized void drop(Pool pool, String name) {
        table(pool).remove(new Row(pool, name));
    }

    private Map<Row, Member> table(Pool pool) {
        return tables.computeIfAbsent(pool.policy(), _ -> new HashMap<>());
    }
}
