namespace Scoring;

/// <summary>The variables of the model, one column each; a missing number is NaN, a missing category any other text.</summary>
internal sealed class Patient
{
    public float Age { get; set; }

    public string Size { get; set; } = "";

    public float Nodes { get; set; }

    public float Grade { get; set; }
}
