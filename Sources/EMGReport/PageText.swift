/// The fixed texts of a page.
enum PageText {
  static let style = """
    *{box-sizing:border-box}body{margin:0 auto;max-width:1240px;padding:0 20px 60px;
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--ink);
    background:var(--paper)}
    h1{font-size:26px;margin:24px 0 0}h2{font-size:21px;margin:24px 0 10px}
    h3{font-size:18px;margin:34px 0 8px;border-bottom:1px solid var(--grid);padding-bottom:4px}
    h4{font-size:16px;margin:22px 0 4px}a{color:var(--link)}.soft{color:var(--soft);margin:4px 0}
    .skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--paper);
    padding:6px}
    .facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin:0}
    .facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
    .legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;padding:0;margin:16px 0 0}
    .key{display:inline-block;width:14px;height:14px;margin-right:6px;vertical-align:-2px;
    print-color-adjust:exact}
    .hatchkey{background:repeating-linear-gradient(45deg,var(--mask) 0 2px,transparent 2px 5px)}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:14px}
    th,td{padding:3px 14px 3px 0;text-align:right;border-bottom:1px solid var(--grid);
    white-space:nowrap}
    th:first-child,.left{text-align:left}thead th{color:var(--soft);font-weight:500}
    tbody th{font-weight:600}td.left{white-space:normal}
    .scroll{overflow-x:auto}figure{margin:10px 0;min-width:0}.fig{width:100%;height:auto;
    display:block}
    .wide .fig{min-width:560px}
    .grid{display:flex;flex-wrap:wrap;gap:8px 28px;align-items:flex-start}
    .grid figure{flex:0 1 auto}.grid figure:not(.wide){max-width:560px}
    .grid figure:not(.wide) .fig{width:auto}.grid figure.wide{flex-basis:100%}
    figcaption{font-size:13px;color:var(--soft);max-width:80ch}figcaption b{color:var(--ink)}
    .channel{content-visibility:auto;contain-intrinsic-size:auto 560px}
    .viewer{background:var(--panel);padding:12px;border-radius:8px;margin:8px 0}
    .viewer canvas{width:100%;height:260px;display:block;touch-action:pan-y;cursor:grab;
    background:var(--paper);border-radius:4px}
    .viewer canvas:focus-visible,button:focus-visible,select:focus-visible,a:focus-visible,
    summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
    .bar-row{display:flex;flex-wrap:wrap;gap:6px;align-items:center;margin-bottom:8px}
    button,select{font:inherit;font-size:14px;padding:3px 10px;border:1px solid var(--soft);
    border-radius:5px;background:var(--paper);color:var(--ink);min-height:30px}
    button:disabled{opacity:.45}summary{cursor:pointer}code{font-size:13px}
    @media print{body{max-width:none;padding:0;font-size:11px}.viewer,.skip,.pager,.viewer-head
    {display:none}.channel{content-visibility:visible}.channel,figure,tr{break-inside:avoid}
    h2,h3,h4{break-after:avoid}table{font-size:9px}.scroll{overflow:visible}
    td,th{white-space:normal;padding-right:8px}.wide .fig{min-width:0}.grid{display:block}
    .grid figure:not(.wide){display:inline-block;width:48%;vertical-align:top}
    .grid figure:not(.wide) .fig{width:100%}
    a{color:inherit;text-decoration:none}
    .settings{columns:2;column-gap:24px}.settings table{font-size:8px;width:100%}
    .settings code{font-size:8px}.settings td,.settings th{white-space:normal;padding:1px 6px 1px 0}
    figcaption{font-size:10px}@page{margin:14mm}}
    """

  /// The place of the trace that can be moved and widened.
  static func viewer(_ n: Int, _ channels: [(Int, String)]) -> String {
    let options = channels.map { "<option value=\"\($0.0)\">\(escaped($0.1))</option>" }.joined()
    let buttons = [
      ("left", "◀", "Earlier"), ("right", "▶", "Later"), ("in", "+", "Zoom in"),
      ("out", "−", "Zoom out"), ("all", "All", "Whole recording"),
      ("previous", "◀ event", "Previous event"), ("next", "event ▶", "Next event"),
    ].map {
      "<button type=\"button\" data-do=\"\($0.0)\" aria-label=\"\($0.2)\">\($0.1)</button>"
    }.joined()
    return """
      <h3 class="viewer-head">Trace</h3><div class="viewer" data-recording="\(n)">\
      <div class="bar-row"><label>Channel <select>\(options)</select></label>\(buttons)</div>\
      <canvas tabindex="0" role="application" aria-label="Trace of the chosen channel" \
      aria-describedby="help\(n)"></canvas><p class="soft" role="status" aria-live="polite"></p>\
      <p class="soft" id="help\(n)">Drag or use the arrow keys to move, + and − (or Ctrl with the \
      wheel) to zoom, 0 for all, N and P for the next and previous event. The signal as the gate \
      saw it: band-passed, power line removed. Dashed: the threshold that each event states, in \
      the gate's own measure, held until the next event states another.</p></div>

      """
  }

  static let script = #"""
    "use strict";(function(){
    const css=n=>getComputedStyle(document.documentElement).getPropertyValue(n).trim();
    function codes(b){const s=atob(b),a=new Uint8Array(s.length);
     for(let i=0;i<s.length;i++)a[i]=s.charCodeAt(i);
     const v=new DataView(a.buffer),r=new Int16Array(s.length>>1);
     for(let i=0;i<r.length;i++)r[i]=v.getInt16(2*i,true);return r}
    // Extremes over ever wider bins, each level from the one below.
    function levels(c){if(c.levels)return c.levels;
     const low=codes(c.low),high=c.high?codes(c.high):low;let l={bin:c.bin,low,high};
     c.levels=[l];
     while(l.low.length>2000){const n=Math.ceil(l.low.length/4),a=new Int16Array(n),
      b=new Int16Array(n);
      for(let i=0;i<n;i++){let x=32767,y=-32768,any=false;
       for(let k=4*i;k<Math.min(4*i+4,l.low.length);k++){if(l.low[k]===-32768)continue;any=true;
        if(l.low[k]<x)x=l.low[k];if(l.high[k]>y)y=l.high[k]}
       a[i]=any?x:-32768;b[i]=any?y:-32768}
      l={bin:l.bin*4,low:a,high:b};c.levels.push(l)}
     if(c.pieces)c.whole=codes(c.pieces);return c.levels}
    const recordings=[...document.querySelectorAll("script.data")].map(e=>JSON.parse(e.textContent));
    function time(t,w){if(w<1)return t.toFixed(w<.05?4:3)+" s";
     if(w<120&&t<600)return t.toFixed(w<10?2:1)+" s";
     const h=Math.floor(t/3600),m=Math.floor(t/60)%60,s=t%60;
     const ss=(s<9.95?"0":"")+s.toFixed(w<120?1:0);
     return (h?h+":"+String(m).padStart(2,"0"):m)+":"+ss}
    // Steps of a time axis that read well in minutes and hours.
    const steps=[15,30,60,120,300,600,900,1800,3600,7200,14400,21600,43200,86400];
    function timeStep(w){return w>=120&&steps.find(s=>s>=w/8)||nice(w/8)}
    function nice(x){const p=Math.pow(10,Math.floor(Math.log10(x)));
     return [1,2,5,10].find(k=>k*p>=x)*p}
    // A review sets this: it hands out the trace, steps through events and listens to the pointer.
    const review=window.myosiftReview;
    function viewer(box){
     const d=recordings[+box.dataset.recording],canvas=box.querySelector("canvas"),
      select=box.querySelector("select"),status=box.querySelector("[role=status]");
     let c=d.channels.find(x=>x.index===+select.value),from=0,width=d.duration,gain=1;
     const least=()=>Math.min(d.duration,20/c.rate);
     function clamp(){width=Math.min(d.duration,Math.max(least(),width));
      from=Math.max(0,Math.min(d.duration-width,from))}
     function draw(){
      clamp();const r=window.devicePixelRatio||1,W=canvas.clientWidth,H=canvas.clientHeight;
      if(!W||!c||!(c.low||review))return;
      canvas.width=W*r;canvas.height=H*r;const g=canvas.getContext("2d");g.scale(r,r);
      g.clearRect(0,0,W,H);g.font="12px system-ui,sans-serif";
      const L=54,B=H-24,T=8,X=t=>L+(t-from)/width*(W-L-8);
      const per=width*c.rate/(W-L-8);let l;
      if(review)l=review.level(c,from,width,per);
      else{const all=levels(c);l=all[0];for(const k of all)if(k.bin<=Math.max(per,c.bin))l=k}
      const a=Math.max(0,Math.floor(from*c.rate/l.bin)-1-(l.first||0)),
       b=Math.min(l.low.length-1,Math.ceil((from+width)*c.rate/l.bin)+1-(l.first||0));
      let peak=1;for(let i=a;i<=b;i++)if(l.low[i]!==-32768)
       peak=Math.max(peak,Math.abs(l.low[i]),Math.abs(l.high[i]));
      const shown=d.events.filter(e=>e[1]===c.index&&e[2]<from+width&&e[2]+e[3]>from);
      const before=d.events.filter(e=>e[1]===c.index&&e[4]!==null&&e[2]<=from).pop()||
       d.events.find(e=>e[1]===c.index&&e[4]!==null);
      const s=review?1:c.step,o=l.first||0;let limit=peak*s*1.08;if(before)limit=Math.max(limit,before[4]*1.2);
      const Y=v=>(T+B)/2-v/limit*(B-T)/2;
      g.strokeStyle=css("--grid");g.fillStyle=css("--soft");g.textAlign="right";
      const st=nice(limit/2.5);
      for(let v=-Math.floor(limit/st)*st;v<=limit;v+=st){g.beginPath();g.moveTo(L,Y(v));
       g.lineTo(W-8,Y(v));g.stroke();g.fillText(String(+v.toPrecision(3)).replace("-","−"),L-5,Y(v)+4)}
      g.save();g.translate(11,(T+B)/2);g.rotate(-Math.PI/2);g.textAlign="center";
      g.fillText("µV",0,0);g.restore();g.textAlign="center";
      const xt=timeStep(width);
      for(let t=Math.ceil(from/xt)*xt;t<=from+width;t+=xt){g.beginPath();g.moveTo(X(t),T);
       g.lineTo(X(t),B);g.stroke();g.fillText(time(t,width),Math.min(X(t),W-24),H-8)}
      g.save();g.beginPath();g.rect(L,0,W-L-8,H);g.clip();
      g.fillStyle=css("--mask");g.globalAlpha=.25;
      for(const m of c.masks)g.fillRect(X(m[0]),T,X(m[0]+m[1])-X(m[0]),B-T);
      let free=shown.length<40?0:W;
      for(const e of shown){g.globalAlpha=e.status==="rejected"?.07:.22;g.fillStyle=css(d.colours[e[0]]);
       const x=X(e[2]),w=Math.max(1.5,X(e[2]+e[3])-x);
       // A heart or the power line that goes on and on is told at the edge alone.
       if(d.types[e[0]]!=="artifact"||e[3]<10)g.fillRect(x,T,w,B-T);
       g.globalAlpha=1;g.fillRect(x,T,w,4);
       if(e===d.selected){g.strokeStyle=css("--ink");g.lineWidth=2;g.setLineDash([]);
        g.strokeRect(x-1,T+1,w+2,B-T-2)}
       if(e.status==="rejected"){g.strokeStyle=css("--soft");g.lineWidth=1;g.beginPath();
        g.moveTo(x,B);g.lineTo(x+w,T);g.stroke()}
       const mark=e.status==="accepted"?"✓ ":e.status==="rejected"?"✗ ":review?"? ":"";
       const name=mark+d.types[e[0]]+(e[5]===null?"":" "+e[5]),at=Math.max(L+2,x+2);
       if(at>free){g.textAlign="left";g.fillStyle=css("--ink");g.fillText(name,at,T+16);
        free=at+g.measureText(name).width+8}}
      g.globalAlpha=1;g.strokeStyle=css("--trace");g.lineWidth=1;g.beginPath();
      if(l.bin===1&&per<3){let pen=false;
       for(let i=a;i<=b;i++){if(l.low[i]===-32768){pen=false;continue}
        const x=X((i+o)/c.rate),y=Y(l.low[i]*s);pen?g.lineTo(x,y):g.moveTo(x,y);pen=true}}
      else{let pen=false;for(let i=a;i<=b;i++){if(l.low[i]===-32768){pen=false;continue}
       const x=X((i+o+.5)*l.bin/c.rate),y=Y(l.high[i]*s);pen?g.lineTo(x,y):g.moveTo(x,y);
       g.lineTo(x,Math.max(y+.7,Y(l.low[i]*s)));pen=true}}
      g.stroke();
      // So few that each can be seen.
      if(l.bin===1&&per<.12){g.fillStyle=css("--trace");
       for(let i=a;i<=b;i++)if(l.low[i]!==-32768){g.beginPath();
        g.arc(X((i+o)/c.rate),Y(l.low[i]*s),2.5,0,7);g.fill()}}
      let whole=l.bin===1;
      if(c.whole&&per<c.bin*2){g.lineWidth=1.6;g.strokeStyle=css("--ink");let q=0;
       c.starts.forEach((p,k)=>{const n=c.counts[k];
        if(p/c.rate<from+width&&(p+n)/c.rate>from){whole=true;g.beginPath();let pen=false;
         for(let i=0;i<n;i++){const v=c.whole[q+i];if(v===-32768){pen=false;continue}
          const x=X((p+i)/c.rate),y=Y(v*s);pen?g.lineTo(x,y):g.moveTo(x,y);pen=true}
         g.stroke()}q+=n})}
      if(before){g.strokeStyle=css("--limit");g.lineWidth=1.2;g.setLineDash([6,3]);
       for(const k of [1,-1]){let now=before[4];g.beginPath();g.moveTo(L,Y(k*now));
        for(const e of shown)if(e[4]!==null&&e[2]>=from){g.lineTo(X(e[2]),Y(k*now));now=e[4];
         g.lineTo(X(e[2]),Y(k*now))}
        g.lineTo(W,Y(k*now));g.stroke()}g.setLineDash([])}
      g.restore();
      const fine=l.bin===1?(per<3?"every sample":"extremes"):
       "extremes over "+(l.bin<c.rate?(l.bin/c.rate*1000).toPrecision(3)+" ms":(l.bin/c.rate).toFixed(1)+" s");
      status.textContent=c.name+": "+time(from,width)+" to "+time(from+width,width)+", "+
       shown.length+" event"+(shown.length===1?"":"s")+", "+fine+
       (whole&&l.bin>1?"; every sample around discharges":"")+
       (before?", threshold ±"+before[4].toFixed(1)+" µV":"")}
     // For reviewers: draw an event list of their own, go somewhere, know what is shown.
     box.view={d,canvas,get from(){return from},get width(){return width},channel:()=>c,
      go(a,w){from=a;width=w;again()},again:()=>again(),
      choose(i){select.value=i;c=d.channels.find(x=>x.index===i);again()},
      time:x=>from+(x-54)/(canvas.clientWidth-62)*width};
     let due=0;const again=()=>{if(!due)due=requestAnimationFrame(()=>{due=0;draw()})};
     function zoom(f,t){const p=t===undefined?from+width/2:t,w=Math.min(d.duration,
       Math.max(least(),width*f));from=p-(p-from)*w/width;width=w;again()}
     function jump(k){if(review)return review.step(k);const mid=from+width/2,es=d.events.filter(e=>e[1]===c.index);
      const e=k>0?es.find(e=>e[2]+e[3]/2>mid+1e-6):es.filter(e=>e[2]+e[3]/2<mid-1e-6).pop();
      if(!e)return;if(width>Math.max(.2,e[3]*4))width=Math.max(.1,e[3]*3);
      from=e[2]+e[3]/2-width/2;again()}
     const act={left:()=>{from-=width/4;again()},right:()=>{from+=width/4;again()},
      in:()=>zoom(.5),out:()=>zoom(2),all:()=>{from=0;width=d.duration;again()},
      previous:()=>jump(-1),next:()=>jump(1)};
     box.querySelectorAll("button").forEach(b=>b.onclick=()=>act[b.dataset.do]());
     const keys={ArrowLeft:"left",ArrowRight:"right","+":"in","=":"in","-":"out","0":"all",
      n:"next",p:"previous",N:"next",P:"previous",Home:"all"};
     canvas.onkeydown=e=>{const k=keys[e.key];
      if(k&&!e.ctrlKey&&!e.metaKey&&!e.altKey){e.preventDefault();act[k]()}};
     let grip=null;
     canvas.onpointerdown=e=>{if(review&&review.grips(e))return;grip=[e.clientX,from];canvas.setPointerCapture(e.pointerId)};
     canvas.onpointermove=e=>{if(grip){from=grip[1]-(e.clientX-grip[0])/(canvas.clientWidth-62)*width;
      again()}};
     canvas.onpointerup=canvas.onpointercancel=()=>{grip=null};
     canvas.addEventListener("wheel",e=>{if(!e.ctrlKey)return;e.preventDefault();
      const x=(e.offsetX-54)/(canvas.clientWidth-62);zoom(e.deltaY<0?.8:1.25,from+x*width)},
      {passive:false});
     select.onchange=()=>{c=d.channels.find(x=>x.index===+select.value);again()};
     new ResizeObserver(again).observe(canvas);
     matchMedia("(prefers-color-scheme:dark)").addEventListener("change",again);
     box.show=(index,onset,length)=>{select.value=index;select.onchange();
      width=Math.max(.1,length*3);from=onset+length/2-width/2;again();
      canvas.focus();box.scrollIntoView({block:"center"})};
     if(review)review.begin(box);
     draw()}
    document.querySelectorAll(".viewer").forEach(viewer);
    // Events, a hundred at a time.
    document.querySelectorAll(".events").forEach(box=>{
     const d=recordings[+box.dataset.recording],names={};
     d.channels.forEach(c=>names[c.index]=c.name);
     const view=document.querySelector(".viewer[data-recording='"+box.dataset.recording+"']");
     let page=0;const size=100,pages=Math.max(1,Math.ceil(d.events.length/size));
     const make=(t,x,p)=>{const e=document.createElement(t);if(x!==undefined)e.textContent=x;
      if(p)p.append(e);return e};
     const details=make("details",undefined,box);
     make("summary",d.events.length+" event"+(d.events.length===1?"":"s"),details);
     const bar=make("div",undefined,details);bar.className="bar-row pager";
     const back=make("button","Previous",bar),on=make("button","Next",bar),
      say=make("span","",bar),wrap=make("div",undefined,details);wrap.className="scroll";
     say.setAttribute("role","status");
     function fill(){wrap.textContent="";const t=make("table",undefined,wrap),
       h=make("tr",undefined,make("thead",undefined,t)),b=make("tbody",undefined,t);
      ["onset (s)","type","channel","duration (s)","unit","peak to peak (µV)","threshold (µV)",
       "confidence"].forEach(x=>{make("th",x,h).scope="col"});
      d.events.slice(page*size,page*size+size).forEach(e=>{const r=make("tr",undefined,b);
       const th=make("th",view?undefined:e[2].toFixed(4),r);th.scope="row";
       if(view){const k=make("button",e[2].toFixed(4),th);k.type="button";
        k.setAttribute("aria-label","Show the event at "+e[2].toFixed(3)+" s in the trace");
        k.onclick=()=>view.show(e[1],e[2],e[3])}
       [d.types[e[0]],names[e[1]],e[3].toFixed(4),e[5],e[7]===null?null:e[7].toFixed(1),
        e[4]===null?null:e[4].toFixed(1),e[6].toFixed(2)].forEach(x=>
        make("td",x===null?"–":String(x),r))});
      back.disabled=page===0;on.disabled=page>=pages-1;
      say.textContent="page "+(page+1)+" of "+pages}
     back.onclick=()=>{page--;fill()};on.onclick=()=>{page++;fill()};
     details.addEventListener("toggle",()=>{if(details.open&&!wrap.firstChild)fill()})});
    addEventListener("beforeprint",()=>document.querySelectorAll("details").forEach(e=>{
     if(!e.closest(".events"))e.open=true}));
    })();
    """#
}
