using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Regression;

/// <summary>The response enters sums as (y - offset - centre) / half range, in [-1, 1] by the dictionary's ranges.</summary>
public sealed record ResponseScaling(double Centre, double HalfRange)
{
    /// <param name="question">Response and offsets.</param>
    /// <param name="net">Whether the offset is taken off.</param>
    public static ResponseScaling Of(ModelQuestion question, bool net)
    {
        var type = question.Response.Columns[0].Type;
        double low = question.Response.IsFactor ? 0 : type.Minimum, high = question.Response.IsFactor ? 1 : type.Maximum;
        foreach (var offset in net ? question.Variables.Terms.Offsets : [])
        {
            low -= offset.Type.Maximum;
            high -= offset.Type.Minimum;
        }

        return new ResponseScaling((low + high) / 2, high > low ? (high - low) / 2 : 1);
    }

    /// <summary>Responses without an offset, less a mean.</summary>
    /// <param name="responses">One a row.</param>
    /// <param name="start">First row.</param>
    /// <param name="mean">Subtracted from the scaled responses.</param>
    /// <param name="target">As many as there are rows.</param>
    public void Scale(ColumnValues responses, int start, double mean, Span<double> target) => responses.Read(start, new LinearScaling(Centre, 1 / HalfRange, mean), target);

    public double Scale(double response, double offset) => (response - offset - Centre) / HalfRange;
}
