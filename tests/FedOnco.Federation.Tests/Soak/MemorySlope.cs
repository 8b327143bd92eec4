namespace FedOnco.Federation.Tests.Soak;

/// <summary>Straight line through the memory of a process over the runs that it took part in: ordinary least squares on the least of each of ten equal parts of the time.</summary>
/// <remarks>
/// A collector lets memory grow and takes it back: what a process keeps is what is left then, the least of a part, and how high it went between says
/// nothing of it. Samples that follow each other are alike, those of ten parts nearly independent. With
/// independent normal errors a slope of none is called growth with a probability of 0.009 (t with 8 degrees of freedom above 3).
/// </remarks>
/// <param name="BytesPerRun">Slope.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record MemorySlope(double BytesPerRun, double Error)
{
    private const int Parts = 10;
    private const double Noise = 3;

    /// <param name="samples">Runs that had ended and bytes, in the order of time; at least two a part.</param>
    public static MemorySlope Of(IReadOnlyList<(double Runs, double Bytes)> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Count, 2 * Parts);
        var parts = Enumerable.Range(0, Parts).Select(p => samples.Skip(p * samples.Count / Parts).Take(((p + 1) * samples.Count / Parts) - (p * samples.Count / Parts)).ToList())
            .Select(p => (X: p.Average(s => s.Runs), Y: p.Min(s => s.Bytes))).ToList();
        double x = parts.Average(p => p.X), y = parts.Average(p => p.Y);
        var spread = parts.Sum(p => (p.X - x) * (p.X - x));
        var slope = parts.Sum(p => (p.X - x) * (p.Y - y)) / spread;
        var rest = parts.Sum(p => Math.Pow(p.Y - y - (slope * (p.X - x)), 2)) / (Parts - 2);
        return new MemorySlope(slope, Math.Sqrt(rest / spread));
    }

    /// <summary>Above its own noise and above a bound.</summary>
    /// <param name="bound">Bytes a run.</param>
    public bool IsGrowth(double bound) => BytesPerRun > bound && BytesPerRun > Noise * Error;
}
