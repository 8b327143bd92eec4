using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Coordinator.Certificates;
using FedOnco.Coordinator.Research;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Protos;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;

namespace FedOnco.Coordinator.Tests;

/// <summary>Each role against every call that it may not make, over a real connection.</summary>
public sealed class RolesTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedonco-test-").FullName;
    private readonly List<GrpcChannel> _channels = [];
    private Store _store = null!; // Set before each test.
    private Authority _authority = null!; // Set before each test.
    private WebApplication _app = null!; // Set before each test.

    public async ValueTask InitializeAsync()
    {
        _store = Store.Open(_folder);
        _authority = Authority.Open(_folder, TimeProvider.System);
        foreach (var study in (ReadOnlySpan<string>)["mine", "other"])
        {
            _store.AddStudy(study, "", ["s1"], new Dictionary { Study = study, Version = 1, Datasets = { new Dataset { Name = "d" } } });
            _store.SaveRun(new Run { Id = "run-" + study, Study = study, Person = "somebody", State = RunState.Completed, Ended = new(), Result = new Result { Notes = { "secret" } }, Round = new RoundMetric(), Provenance = new Provenance { Sums = 7 } }, open: false, null);
        }

        foreach (var role in Roles.Names.Append("owner")) _store.AddPerson(role, role, ["mine"]);
        _app = CoordinatorHost.Build(_store, _authority, IPEndPoint.Parse("127.0.0.1:0"), [], new RunOptions());
        await _app.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _channels.ForEach(c => c.Dispose());
        await _app.DisposeAsync();
        _authority.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("administrator")]
    [InlineData("owner")]
    public async Task Submit_WithoutTheRole_IsRefused(string role)
    {
        await RefusedAsync(() => Api(role).SubmitRunAsync(new SubmitRunRequest { Study = "mine", Call = "count(data = d)" }, cancellationToken: Stop).ResponseAsync);
        Assert.Single(_store.Runs("mine", 10));
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("administrator")]
    [InlineData("analyst")]
    public async Task CancelAndResume_OfOthersRuns_NeedTheLead(string role)
    {
        await RefusedAsync(() => Api(role).CancelRunAsync(new CancelRunRequest { Id = "run-mine" }, cancellationToken: Stop).ResponseAsync);
        await RefusedAsync(() => Api(role).ResumeRunAsync(new ResumeRunRequest { Id = "run-mine" }, cancellationToken: Stop).ResponseAsync);
        await Api("lead").CancelRunAsync(new CancelRunRequest { Id = "run-mine" }, cancellationToken: Stop);
    }

    [Theory]
    [InlineData("auditor", false)]
    [InlineData("administrator", false)]
    [InlineData("analyst", true)]
    [InlineData("lead", true)]
    public async Task GetAndWatch_ShowContractsToAll_ResultsToSome(string role, bool sees)
    {
        var run = (await Api(role).GetRunAsync(new GetRunRequest { Id = "run-mine" }, cancellationToken: Stop)).Run;
        Assert.Equal((7u, sees, sees), (run.Provenance.Sums, run.Result is not null, run.Round is not null));
        using var watch = Api(role).WatchRun(new WatchRunRequest { Id = "run-mine" }, cancellationToken: Stop);
        Assert.True(await watch.ResponseStream.MoveNext(Stop));
        Assert.Equal(sees, watch.ResponseStream.Current.Run.Result is not null);
        var listed = Assert.Single((await Api(role).ListRunsAsync(new ListRunsRequest { Study = "mine" }, cancellationToken: Stop)).Runs);
        Assert.True(listed.Result is null && (sees || listed.Round is null));
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("administrator")]
    public async Task ModelsAndSets_WithoutTheRole_AreRefused(string role)
    {
        await RefusedAsync(() => Models(role).ListModelsAsync(new ListModelsRequest { Study = "mine" }, cancellationToken: Stop).ResponseAsync);
        await RefusedAsync(() => Models(role).GetModelAsync(new GetModelRequest { Study = "mine", Model = "m" }, cancellationToken: Stop).ResponseAsync);
        await RefusedAsync(() => Api(role).ListSetsAsync(new ListSetsRequest { Study = "mine" }, cancellationToken: Stop).ResponseAsync);
        using var http = new HttpClient(Handler()) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(Token(role));
        using var body = new StringContent("{\"study\": \"mine\", \"rows\": []}");
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PostAsync(new Uri($"{_app.Urls.First()}/v1/models/m/score"), body, Stop)).StatusCode);
    }

    [Fact]
    public async Task EveryRole_SeesItsStudiesOnly()
    {
        foreach (var role in Roles.Names)
        {
            Assert.Equal(["mine"], (await Api(role).ListStudiesAsync(new ListStudiesRequest(), cancellationToken: Stop)).Studies.Select(s => s.Name));
            var fault = await Assert.ThrowsAsync<RpcException>(() => Api(role).GetRunAsync(new GetRunRequest { Id = "run-other" }, cancellationToken: Stop).ResponseAsync);
            Assert.Equal(StatusCode.NotFound, fault.StatusCode);
            fault = await Assert.ThrowsAsync<RpcException>(() => Api(role).ListRunsAsync(new ListRunsRequest { Study = "other" }, cancellationToken: Stop).ResponseAsync);
            Assert.Equal(StatusCode.NotFound, fault.StatusCode);
        }
    }

    [Fact]
    public async Task RoleThatIsNotKnown_LooksAtNothing() => await RefusedAsync(() => Api("owner").ListStudiesAsync(new ListStudiesRequest(), cancellationToken: Stop).ResponseAsync);

    private static async Task RefusedAsync<T>(Func<Task<T>> call)
    {
        var fault = await Assert.ThrowsAsync<RpcException>(() => call());
        Assert.Equal(StatusCode.PermissionDenied, fault.StatusCode);
        Assert.Contains("does not allow this", fault.Status.Detail, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ResearchService.ResearchServiceClient Api(string role) => new(Invoker(role));

    private ModelService.ModelServiceClient Models(string role) => new(Invoker(role));

    private CallInvoker Invoker(string role)
    {
        var credentials = CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", Token(role));
            return Task.CompletedTask;
        });
        var channel = GrpcChannel.ForAddress(_app.Urls.First(), new GrpcChannelOptions { HttpHandler = Handler(), DisposeHttpClient = true, Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, credentials) });
        _channels.Add(channel);
        return channel.CreateCallInvoker();
    }

    private string Token(string role) => "Bearer " + Invitations.CreateToken(_store, role, TimeProvider.System.GetUtcNow().AddHours(1));

    private SocketsHttpHandler Handler() => new() { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is X509Certificate2 certificate && certificate.Issuer == X509CertificateLoader.LoadCertificate(_authority.RawData).Subject } };
}
