namespace FedOnco.Fuzz;

/// <summary>How many inputs a test tries: some in every test run, many with FEDONCO_LONG=1. FEDONCO_SEED takes others than the usual ones.</summary>
internal static class FuzzLength
{
    private const int LongFactor = 60;

    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("FEDONCO_LONG") == "1";

    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("FEDONCO_SEED"), out var seed) ? seed : 20_260;

    public static int Of(int cases) => IsLong ? cases * LongFactor : cases;
}
