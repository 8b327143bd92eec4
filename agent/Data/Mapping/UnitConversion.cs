namespace FedOnco.Agent.Data.Mapping;

/// <summary>Value in the dictionary's unit = local value * factor + offset.</summary>
internal sealed record UnitConversion(double Factor, double Offset)
{
    public static readonly UnitConversion None = new(1, 0);

    public bool IsNone => Factor == 1 && Offset == 0;
}
