using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace UrbanDataHub.Tests.Ingest.Fetching;

/// <summary>Source files come from a web server whole, conditionally and up to a size.</summary>
public sealed class FetchTests : IAsyncLifetime
{
    private const string Csv = "id;name\n1;Am Markt\n2;Park an der Aa\n";
    private readonly FetchBench _bench = new();
    private CityServer _server = null!;

    public async ValueTask InitializeAsync() => _bench.GitHub = (_server = await CityServer.StartAsync()).Address;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task A_missing_file_comes_from_its_repository_with_size_and_checksum_noted()
    {
        _server.Serve("/stadt/daten/HEAD/tabellen/spielplätze 2026.csv", Csv);
        _bench.Source("playgrounds", "{ path: stadt/spielplätze.csv, repository: stadt/daten, file: tabellen/spielplätze 2026.csv }");

        var (code, said) = await _bench.FetchAsync();

        Assert.Equal((0, "  [1/1] stadt/spielplätze.csv: downloaded, 0 KB\n"), (code, said));
        Assert.Equal(Csv, _bench.Read("stadt/spielplätze.csv"));
        var note = _bench.Read(".fetched/stadt/spielplätze.csv.json");
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Csv))), note, StringComparison.Ordinal);
        Assert.Contains($"\"bytes\": {System.Text.Encoding.UTF8.GetByteCount(Csv)}", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_unclear_rights_are_not_fetched_and_no_failure()
    {
        _bench.Source("playgrounds", "{ path: a.csv, repository: stadt/daten, file: a.csv }");
        _bench.Write("../cities/stadt/playgrounds.yaml", _bench.Read("../cities/stadt/playgrounds.yaml").Replace("rights: A", "rights: C", StringComparison.Ordinal));

        Assert.Equal(0, (await _bench.FetchAsync()).Code);
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_sent_again_and_one_that_did_replaces_the_old_one()
    {
        _server.Serve("/a.csv", Csv);
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{_server.Address}a.csv\" }}");
        await _bench.FetchAsync();

        Assert.Equal((0, "  [1/1] a.csv: unchanged\n"), await _bench.FetchAsync());
        _server.Serve("/a.csv", Csv + "3;Neu\n");
        await _bench.FetchAsync();

        Assert.Equal([200, 304, 200], _server.Asked.Select(a => a.Status));
        Assert.EndsWith("3;Neu\n", _bench.Read("a.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_somebody_put_there_is_never_asked_for()
    {
        _server.Serve("/a.csv", Csv);
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{_server.Address}a.csv\" }}");
        _bench.Write("a.csv", "mine");

        Assert.Equal((0, "  [1/1] a.csv: is there\n"), await _bench.FetchAsync());
        Assert.Equal("mine", _bench.Read("a.csv"));
        Assert.Empty(_server.Asked);
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_the_middle_leaves_nothing()
    {
        _server.Answers["/a.csv"] = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync(Csv);
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{_server.Address}a.csv\" }}");

        var (code, said) = await _bench.FetchAsync();

        Assert.Equal(1, code);
        Assert.Contains($"{_server.Address}a.csv cannot be read", said, StringComparison.Ordinal);
        Assert.Empty(_bench.Files());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_beyond_the_limit_of_its_source_is_refused(bool told)
    {
        _server.Answers["/a.csv"] = async context =>
        {
            var bytes = new byte[4096];
            if (told)
                context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes);
        };
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{_server.Address}a.csv\" }}", limit: 1000);

        var (code, said) = await _bench.FetchAsync();

        Assert.Equal(1, code);
        Assert.Contains("larger than the 1000 bytes", said, StringComparison.Ordinal);
        Assert.Empty(_bench.Files());
    }

    [Fact]
    public async Task What_may_be_missing_may_be_missing_and_all_else_is_named()
    {
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{_server.Address}a.csv\", optional: true }}", $"{{ path: b.csv, url: \"{_server.Address}b.csv\" }}");

        var (code, said) = await _bench.FetchAsync();

        Assert.Equal((1, $"  [1/2] a.csv: not published, and not needed\n  [2/2] b.csv: {_server.Address}b.csv answers 404\n"), (code, said));
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again()
    {
        var first = true;
        _server.Answers["/a.csv"] = async context =>
        {
            if (first)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else
                await context.Response.WriteAsync(Csv);
            first = false;
        };
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{_server.Address}a.csv\" }}");

        Assert.Equal(0, (await _bench.FetchAsync()).Code);
        Assert.Equal(Csv, _bench.Read("a.csv"));
    }

    [Fact]
    public async Task Without_a_connection_every_missing_file_is_named_and_the_server_is_tried_once()
    {
        // Nobody listens on port 1.
        const string nowhere = "http://127.0.0.1:1/";
        _bench.Source("playgrounds", $"{{ path: a.csv, url: \"{nowhere}a.csv\" }}", $"{{ path: b.csv, url: \"{nowhere}b.csv\" }}");

        var (code, said) = await _bench.FetchAsync();

        var lines = said.Split('\n');
        Assert.Equal(1, code);
        Assert.StartsWith($"  [1/2] a.csv: {nowhere}a.csv cannot be read:", lines[0], StringComparison.Ordinal);
        Assert.Equal($"  [2/2] b.csv: there is no connection to {new Uri(nowhere).Authority}", lines[1]);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_sentence()
    {
        _server.Serve("/a.csv", Csv);
        _bench.Source("playgrounds", $"{{ path: folder/a.csv, url: \"{_server.Address}a.csv\" }}");
        _bench.Write("folder", "a file where a folder is needed");

        var (code, said) = await _bench.FetchAsync();

        Assert.Equal(1, code);
        Assert.Contains("folder/a.csv cannot be written below", said, StringComparison.Ordinal);
    }
}
