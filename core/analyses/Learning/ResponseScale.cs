namespace FedOnco.Analyses.Learning;

/// <summary>The response (y - centre) / half: in [-1, 1] for a number, 0 or 1 as it is for two classes.</summary>
internal sealed record ResponseScale(double Centre, double Half)
{
    public static ResponseScale Of(LearningQuestion question)
    {
        if (question.Task != Protos.LearningTask.Regression || question.Response is not { } response) return new ResponseScale(0, 1);
        var half = (response.Type.Maximum - response.Type.Minimum) / 2;
        return new ResponseScale(response.Type.Minimum + half, half);
    }

    public double Scaled(double y) => (y - Centre) / Half;

    public double Raw(double scaled) => Centre + (Half * scaled);
}
