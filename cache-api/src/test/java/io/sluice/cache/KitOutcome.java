package io.sluice.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// What became of each test of the kit, when it is tried on a store: names, and why those that failed did.
public record KitOutcome(List<String> passed, List<String> failed, List<String> skipped) {

    /// Runs some tests.
    public static KitOutcome of(DiscoverySelector... selectors) {
        var outcome = new KitOutcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectors)
                                .build(),
                        outcome.listener());
        return outcome;
    }

    private TestExecutionListener listener() {
        return new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String name = test.getDisplayName()
                        + result.getThrowable().map(why -> ": " + why).orElse("");
                if (test.isTest() || result.getStatus() == TestExecutionResult.Status.FAILED) {
                    Stream.of(result.getStatus())
                            .map(status -> switch (status) {
                                case SUCCESSFUL -> passed;
                                case FAILED -> failed;
                                case ABORTED -> skipped;
                            })
                            .forEach(list -> list.add(name));
                }
            }
        };
    }
}
