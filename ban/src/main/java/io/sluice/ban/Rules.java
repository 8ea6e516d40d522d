package io.sluice.ban;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rules in force. Of several for one event the first counts.
public final class Rules {
    private final Map<BanEvent, Rule> byEvent = new LinkedHashMap<>();
    private final Map<String, List<Rule>> byRaised = new HashMap<>();

    public Rules(List<Rule> inOrder) {
        for (Rule rule : inOrder) {
            if (byEvent.putIfAbsent(rule.event(), rule) == null) {
                rule.event()
                        .raisedAs()
                        .ifPresent(name -> byRaised.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(rule));
            }
        }
    }

    public Optional<Rule> of(BanEvent event) {
        return Optional.ofNullable(byEvent.get(event));
    }

    /// Those that count an event of the server.
    public List<Rule> countingEvent(String raised) {
        return byRaised.getOrDefault(raised, List.of());
    }
}
