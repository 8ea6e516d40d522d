package io.sluice.ban.adapter;

import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.util.List;

/// Bans under a configuration that has them nowhere switched on, or not as it must.
record Idle(List<Problem> warnings) implements ActiveModule {
    Idle {
        warnings = List.copyOf(warnings);
    }

    @Override
    public List<ControlAction> controls() {
        return BanControls.actions(words -> answer(words, 1), words -> answer(words, 2));
    }

    private static ControlReply answer(List<String> words, int fewest) {
        return words.size() < fewest
                ? BanControls.missingParameters()
                : ControlReply.of(Status.OPERATION_DENIED, BanModule.VERSION + " not enabled");
    }
}
