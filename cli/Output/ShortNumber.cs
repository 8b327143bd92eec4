using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>Numbers for reading: whole ones as they are, others with five significant digits.</summary>
internal static class ShortNumber
{
    public static string Of(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e9 ? NumberText.Of(value) : NumberText.Significant(value, 5);
}
