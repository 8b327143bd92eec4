namespace FedOnco.Analyses.Tests.Harness;

/// <summary>Doubles compared bit for bit; any missing value is like any other.</summary>
public static class SameBits
{
    public static void Require(ReadOnlySpan<double> expected, ReadOnlySpan<double> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!double.IsNaN(expected[i]) || !double.IsNaN(found[i])) Assert.Equal(BitConverter.DoubleToInt64Bits(expected[i]), BitConverter.DoubleToInt64Bits(found[i]));
        }
    }
}
