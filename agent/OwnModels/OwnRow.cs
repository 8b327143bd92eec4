namespace FedOnco.Agent.OwnModels;

/// <summary>A row as ML.NET reads it; columns are called as its trainers expect them.</summary>
internal class OwnRow
{
    public float[] Features { get; set; } = [];
}
