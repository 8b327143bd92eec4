using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Models;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Fuzz;
using FedOnco.Protos;
using Microsoft.AspNetCore.Builder;

namespace FedOnco.Coordinator.Tests.Fuzz;

/// <summary>Any body for a score: numbers, or one message that says what is wrong with the body.</summary>
public sealed class ScoringFuzzTests : IAsyncLifetime
{
    private const string Sound = """{"study": "mine", "rows": [{"age": 50, "sex": "f"}, {"age": null}, {"age": true, "sex": "m"}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private Store _store = null!; // Set before each test.
    private Authority _authority = null!; // Set before each test.
    private WebApplication _app = null!; // Set before each test.
    private HttpClient _http = null!; // Set before each test.

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = Store.Open(_folder);
        _authority = Authority.Open(_folder, TimeProvider.System);
        _store.AddStudy("mine", "", ["s1"], new Dictionary { Study = "mine", Version = 1, Datasets = { new Dataset { Name = "d" } } });
        _store.AddPerson("ada", "analyst", ["mine"]);
        var model = new TrainedModel
        {
            Task = LearningTask.Regression,
            Features = { new ModelFeature { Name = "age" }, new ModelFeature { Name = "sex", Levels = { "f", "m" } } },
            Inputs = { new ModelInput { Feature = 0, Level = -1, Scale = 1 } },
            Linear = new LinearLearner { Intercept = 1, Coefficients = { 1e200 } },
        };
        var run = new Run { Id = new string('a', 32), Study = "mine", Person = "ada", Name = "m", State = RunState.Completed, Ended = new(), Question = new Question { Analysis = new Analysis { Train = new TrainSpec() } }, Result = new Result { Model = model } };
        _store.SaveRun(run, open: false, null);
        new ModelRegistry(_store).Add(run);
        _app = CoordinatorHost.Build(_store, _authority, IPEndPoint.Parse("127.0.0.1:0"), [], new RunOptions());
        await _app.StartAsync(Stop);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, server, _, _) => server is not null;
        _http = new HttpClient(handler) { BaseAddress = new Uri(_app.Urls.First()), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Invitations.CreateToken(_store, "ada", TimeProvider.System.GetUtcNow().AddHours(1)));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _authority.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("""{"rows": [{"age": 1e999}]}""")]
    [InlineData("""{"rows": [{"age": 1e200}]}""")]
    [InlineData("""{"rows": [{"sex": "\ud800"}]}""")]
    [InlineData("""{"rows": [{"\ud800": 1}]}""")]
    [InlineData("""{"study": "\ud800", "rows": []}""")]
    [InlineData("""{"rows": 3}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Score_OfWhatIsNoRow_SaysWhatIsWrong(string body) => Assert.Equal(HttpStatusCode.BadRequest, await ScoreAsync(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Score_NearlyRight_IsGivenOrNamed()
    {
        Assert.Equal(HttpStatusCode.OK, await ScoreAsync(Encoding.UTF8.GetBytes(Sound)));
        var random = new Random(FuzzLength.Seed);
        for (var i = 0; i < FuzzLength.Of(400); i++)
        {
            var body = Mutations.Of(Encoding.UTF8.GetBytes(Sound), random);
            var status = await ScoreAsync(body);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{i}: {status} to {Encoding.UTF8.GetString(body)}");
        }
    }

    private async Task<HttpStatusCode> ScoreAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await _http.PostAsync("/v1/models/m/score", content, Stop);
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            using var fault = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
            Assert.NotEmpty(fault.RootElement.GetProperty("message").GetString()!);
        }

        return answer.StatusCode;
    }
}
