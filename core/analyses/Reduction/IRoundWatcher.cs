namespace FedOnco.Analyses.Reduction;

/// <summary>A federation that shows people how a long program goes; what it shows follows from totals.</summary>
public interface IRoundWatcher
{
    /// <param name="round">Rounds that are complete.</param>
    /// <param name="metric">What is shown ("held.out.loss").</param>
    /// <param name="value">Of that metric.</param>
    void Report(int round, string metric, double value);
}
