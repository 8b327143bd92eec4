using ValueType = FedOnco.Analyses.Expressions.ValueType;

namespace FedOnco.Analyses.Descriptive.Describe;

/// <summary>Values enter sums as (x - centre) / half range, in [-1, 1].</summary>
internal sealed record Scale(double Centre, double HalfRange)
{
    public static Scale Of(ValueType type) => new((type.Minimum + type.Maximum) / 2, type.Maximum > type.Minimum ? (type.Maximum - type.Minimum) / 2 : 1);

    public double Down(double value) => (value - Centre) / HalfRange;

    public double Up(double scaled) => Centre + (scaled * HalfRange);
}
