namespace FedOnco.Agent.OwnModels;

/// <summary>A row with a number.</summary>
internal sealed class NumberRow : OwnRow
{
    public float Label { get; set; }
}
