namespace FedOnco.Agent.OwnModels;

/// <summary>A row with one of two classes.</summary>
internal sealed class ClassRow : OwnRow
{
    public bool Label { get; set; }
}
