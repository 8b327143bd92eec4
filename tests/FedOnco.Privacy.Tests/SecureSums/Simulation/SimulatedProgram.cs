using System.Security.Cryptography;
using System.Text;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>A program of a few sums: each step follows from the totals before it.</summary>
/// <remarks>Element v counts only at site v, and differently in every sum: a double count, a miss or a replay is a wrong digit.</remarks>
internal sealed class SimulatedProgram(int sites, int sums)
{
    public int Sums => sums;

    public TallyLayout Layout { get; } = new() { Ring = Ring.Bits128, Blocks = { new TallyBlock { Name = "digits", Length = (uint)sites, Bound = 1e6, FractionBits = 0 } } };

    public static byte[] StepHash(IReadOnlyList<double[]> totals) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(';', totals.Select(t => string.Join(',', t)))));

    /// <param name="totals">The totals before this sum.</param>
    public double[] Tally(int site, IReadOnlyList<double[]> totals)
    {
        var tally = new double[sites];
        tally[site] = Digit(site, totals.Count);
        return tally;
    }

    public double[] Expected(int sum) => [.. Enumerable.Range(0, sites).Select(v => Digit(v, sum))];

    private static double Digit(int site, int sum) => (1000 * (sum + 1)) + site + 1;
}
