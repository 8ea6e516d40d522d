package io.sluice;

import io.sluice.config.ConfigurationException;
import java.io.IOException;

/// Whoever runs a gateway, as far as its control socket reaches: what `ftpdctl restart` and `ftpdctl shutdown` mean.
public interface Operator {

    /// Reads the settings again and puts them in force by [Gateway#reload]. On an exception the old ones stay in force,
    /// and whoever has asked is told why. Called on a thread that may wait.
    void restart(Gateway gateway) throws ConfigurationException, IOException;

    /// Closes the gateway, and ends the program if it is nothing but that. Returns at once.
    void shutdown(Gateway gateway);
}
