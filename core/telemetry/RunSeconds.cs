using System.Diagnostics.Metrics;

namespace FedOnco.Telemetry;

/// <summary>How long runs take, from a count to a training of an hour.</summary>
public static class RunSeconds
{
    private static readonly double[] Bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

    public static Histogram<double> Histogram(Meter meter, string name, string description) =>
        meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Bounds });
}
